/**
 * Root file systems made of Debian's packages. Nothing is installed on the machine itself: mmdebstrap is unpacked into
 * the cache and run from there, with the machine's own package sources.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Problem } from "../problem.ts";
import { run } from "../process.ts";
import type { Artifact, Work } from "./artifact.ts";

const SANDBOX_PACKAGES = [
  "ca-certificates",
  "conntrack",
  "containerd",
  "containernetworking-plugins",
  "docker-registry",
  "docker.io",
  "etcd-server",
  "iproute2",
  "iptables",
  "openssl",
  "runc",
  "tini",
];

/** The sandbox's root: the daemons it runs, as Debian packages them. */
export const sandboxRoot = (): Artifact => rootArtifact("root", SANDBOX_PACKAGES, "");

/** A browser to look at pages with, in a root of its own; its network is cut, so the pages bring all they need. */
export const browserRoot = (): Artifact => rootArtifact("browser", ["chromium", "fonts-dejavu-core"], "");

/** A base image for Node programs: stands in for node:24-slim where no image registry can be reached. */
export function baseImage(nodeBinary: string, nodeVersion: string): Artifact {
  const plain = rootArtifact("base", ["ca-certificates", "libstdc++6"], ".tar");
  return {
    ...plain,
    inputs: [...plain.inputs, nodeVersion],
    async make(draft, work) {
      await plain.make(draft, work);
      const tar = path.join(draft, "base.tar");
      const add = ["--append", "--file", tar, "--owner=0", "--group=0", "--transform=s,.*,./usr/local/bin/node,"];
      const ran = await run("tar", [...add, "--absolute-names", nodeBinary]);
      if (ran.code !== 0) throw new Error(`tar could not add Node to the base image: ${ran.stderr}`);
    },
  };
}

function rootArtifact(name: string, packages: string[], extension: "" | ".tar"): Artifact {
  const suite = debianSuite();
  return {
    name: `debian-${name}`,
    inputs: [suite, process.arch, ...packages],
    async make(draft, { note, signal, env }) {
      const work = path.join(draft, ".work");
      const tool = await unpackMmdebstrap(work, { note, signal, env });
      note(`unpacking ${packages.length} Debian packages and what they need`);
      const sources = aptSources(work);
      const options = ["--mode=root", "--variant=minbase", ...aptOptions(), `--include=${packages.join(",")}`];
      const target = path.join(draft, `${name}${extension}`);
      // In namespaces of its own: however it ends, nothing it mounted or started is left.
      const apart = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "mmdebstrap"];
      const args = [...apart, ...options, suite, target, ...sources];
      // unshare does not hear SIGTERM while it waits for its child.
      const withTool = { ...env, PATH: `${tool}:${env.PATH}`, TMPDIR: work };
      const ran = await run("unshare", args, { env: withTool, signal, killSignal: "SIGKILL" });
      await run("rm", ["-rf", work]);
      if (ran.code !== 0) throw packagesProblem("could not put Debian's packages together", ran.stderr);
    },
  };
}

async function unpackMmdebstrap(work: string, { note, signal, env }: Work): Promise<string> {
  note("fetching Debian's package lists");
  for (const folder of ["lists/partial", "cache/archives/partial"])
    mkdirSync(path.join(work, folder), { recursive: true });
  const own = [`Dir::State::Lists=${work}/lists`, `Dir::Cache=${work}/cache`, "APT::Sandbox::User=root"];
  const options = own.flatMap((option) => ["-o", option]);
  for (const args of [
    ["-qq", "update"],
    ["-qq", "download", "mmdebstrap"],
  ]) {
    const ran = await run("apt-get", [...options, ...args], { cwd: work, env, signal });
    if (ran.code !== 0) throw packagesProblem(`\`apt-get ${args.at(1)}\` failed`, ran.stderr);
  }
  const deb = readdirSync(work).find((file) => file.endsWith(".deb"));
  const ran = await run("dpkg", ["-x", path.join(work, deb ?? ""), path.join(work, "mmdebstrap")]);
  if (ran.code !== 0) throw packagesProblem("`dpkg -x` failed", ran.stderr);
  return path.join(work, "mmdebstrap", "usr", "bin");
}

/** The machine's own sources, copied: mmdebstrap takes files by name, and reads deb822 by the ending .sources. */
function aptSources(work: string): string[] {
  const folder = "/etc/apt/sources.list.d";
  const parts = existsSync(folder) ? readdirSync(folder).map((file) => path.join(folder, file)) : [];
  const files = ["/etc/apt/sources.list", ...parts].filter(
    (file) => existsSync(file) && /\.(list|sources)$/.test(file),
  );
  // Others' repositories (a browser's, a cloud's) are no part of this.
  const debian = files.filter((file) => /debian|ubuntu/i.test(readFileSync(file, "utf8")));
  if (debian.length === 0) throw packagesProblem("there are no Debian package sources in /etc/apt", "");
  return debian.map((file) => {
    const copy = path.join(work, path.basename(file));
    writeFileSync(copy, readFileSync(file));
    return copy;
  });
}

/** Date checks and proxies as the machine has them: a frozen mirror is past its date for everybody. */
function aptOptions(): string[] {
  const folder = "/etc/apt/apt.conf.d";
  if (!existsSync(folder)) return [];
  const lines = readdirSync(folder).flatMap((file) => readFileSync(path.join(folder, file), "utf8").split("\n"));
  const kept = lines.filter(
    (line) => /^Acquire::\S+\s+.*;\s*$/.test(line) && !/Languages|Indexes|Gzip|Compression/i.test(line),
  );
  return kept.map((line) => `--aptopt=${line.trim()}`);
}

function debianSuite(): string {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1];
  if (suite && existsSync("/usr/bin/apt-get")) return suite;
  throw new Problem(
    "the sandbox is made of Debian packages, and this machine has no apt-get",
    "Run it on Debian 12 (also in a privileged container), or use your own cluster: `npm start -- --context NAME --registry HOST`.",
  );
}

function packagesProblem(what: string, stderr: string): Problem {
  const tail = stderr.trim().split("\n").slice(-6).join("\n");
  return new Problem(
    `${what}${tail ? `:\n${tail}` : ""}`,
    "Check that `apt-get update` works on this machine and that there is disk space, then run the same command again.",
  );
}
