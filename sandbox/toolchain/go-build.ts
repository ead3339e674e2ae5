/** Builds a Go program of sandbox/toolchain from its modules. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Problem } from "../problem.ts";
import { run } from "../process.ts";
import type { Artifact, Work } from "./artifact.ts";

export type GoProgram = {
  name: string;
  /** Folder below sandbox/toolchain with go.mod, go.sum and perhaps main.go. */
  module: string;
  package: string;
  ldflags: string[];
};

export const GO_PROGRAMS = {
  pulumi: {
    name: "pulumi",
    module: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    // A build without the version calls itself "", which Pulumi's own Automation API refuses.
    ldflags: ["-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.250.0"],
  },
  kube: {
    name: "kube",
    module: "kube",
    package: ".",
    ldflags: ["gitVersion=v1.35.4", "gitMajor=1", "gitMinor=35"].map(
      (set) => `-X k8s.io/component-base/version.${set}`,
    ),
  },
  metricsServer: {
    name: "metrics-server",
    module: "metrics-server",
    package: "sigs.k8s.io/metrics-server/cmd/metrics-server",
    ldflags: [],
  },
  pause: { name: "pause", module: "pause", package: ".", ldflags: [] },
} satisfies Record<string, GoProgram>;

export function goArtifact(program: GoProgram): Artifact {
  const folder = path.join(import.meta.dirname, program.module);
  const sources = readdirSync(folder).sort();
  return {
    name: program.name,
    inputs: [
      program.package,
      ...program.ldflags,
      ...sources.map((file) => readFileSync(path.join(folder, file), "utf8")),
    ],
    async make(draft, work) {
      await requireGo(work.env);
      work.note("downloading modules");
      await go(work, folder, ["mod", "download"], `could not download the Go modules of ${program.name}`);
      work.note("compiling");
      const ldflags = ["-s", "-w", ...program.ldflags].join(" ");
      const out = path.join(draft, program.name);
      const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags", ldflags, "-o", out, program.package];
      await go(work, folder, ["build", ...flags], `could not build ${program.name}`);
    },
  };
}

/** Fetches the modules ahead of the build: the network works while the processor compiles something else. */
export async function downloadModules(program: GoProgram, { signal, env }: Omit<Work, "note">): Promise<void> {
  const cwd = path.join(import.meta.dirname, program.module);
  await run("go", ["mod", "download"], { cwd, signal, env }).catch(() => undefined);
}

async function go({ signal, env }: Work, cwd: string, args: string[], failure: string) {
  // Without cgo the binaries run on any Linux, also inside the sandbox's own root.
  const ran = await run("go", args, { cwd, signal, env: { ...env, CGO_ENABLED: "0", GOWORK: "off" } });
  if (ran.code === 0) return;
  const tail = ran.stderr.trim().split("\n").slice(-8).join("\n");
  throw new Problem(
    `${failure}: \`go ${args[0]}\` ended with ${ran.signal ?? `exit code ${ran.code}`}:\n${tail}`,
    "Mend the reason above (network to the Go module proxy, disk space, Go 1.26 or newer) and run the same command again; what is built already is kept.",
  );
}

async function requireGo(env: NodeJS.ProcessEnv) {
  const ran = await run("go", ["version"], { env }).catch(() => undefined);
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(ran?.stdout ?? "") ?? [];
  if (Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 26)) return;
  throw new Problem(
    ran
      ? `Go 1.26 or newer is needed, and this is ${ran.stdout.trim()}`
      : "Go is not installed, and the sandbox is built with it",
    "Install Go 1.26 or newer (go.dev/dl) so that `go` is on PATH, or use your own cluster: `npm start -- --context NAME --registry HOST`.",
  );
}
