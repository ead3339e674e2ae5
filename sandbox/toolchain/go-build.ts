/** Builds a Go program of sandbox/toolchain from its modules. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readUnixText } from "../../services/shared/unix-text.ts";
import { Problem } from "../problem.ts";
import { run } from "../process.ts";
import type { Artifact, Work } from "./artifact.ts";
import { embeddedText } from "./embedded-file.ts";
import type { GoProgram } from "./go-programs.ts";

/** At a SIGINT `go` and its compilers end, and it removes its temporary files. What is compiled or downloaded already stays. */
const INTERRUPTIBLE = { group: true, killSignal: "SIGINT" } as const;

export function goArtifact(program: GoProgram): Artifact {
  const folder = path.join(import.meta.dirname, program.module);
  const sources = readdirSync(folder).sort();
  return {
    name: program.name,
    inputs: [
      program.package,
      ...program.ldflags,
      ...(program.embeds ?? []).map((embed) => JSON.stringify(embed)),
      ...sources.map((file) => readUnixText(path.join(folder, file))),
    ],
    async make(draft, work) {
      await requireGo(work.env);
      work.note("downloading modules");
      await go(work, folder, ["mod", "download"], `could not download the Go modules of ${program.name}`);
      const source = program.embeds ? await withEmbedded(program, folder, draft, work) : folder;
      work.note("compiling");
      const ldflags = ["-s", "-w", ...program.ldflags].join(" ");
      const out = path.join(draft, program.name);
      const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags", ldflags, "-o", out, program.package];
      await go(work, source, ["build", ...flags], `could not build ${program.name}`);
      if (source !== folder) rmSync(source, { recursive: true });
    },
  };
}

/** The program's folder copied into the draft, with what it embeds beside it. */
async function withEmbedded(program: GoProgram, folder: string, draft: string, work: Work): Promise<string> {
  const source = path.join(draft, ".source");
  cpSync(folder, source, { recursive: true });
  for (const embed of program.embeds ?? []) {
    const failure = `could not find the module ${embed.module}, whose ${embed.path} ${program.name} embeds`;
    const home = await go(work, folder, ["list", "-m", "-f", "{{.Dir}}", embed.module], failure);
    const text = readFileSync(path.join(home.trim(), embed.path), "utf8");
    writeFileSync(path.join(source, embed.file), embeddedText(embed, text));
  }
  return source;
}

/** Fetches the modules ahead of the build: the network works while the processor compiles something else. */
export async function downloadModules(program: GoProgram, { signal, env }: Omit<Work, "note">): Promise<void> {
  const cwd = path.join(import.meta.dirname, program.module);
  await run("go", ["mod", "download"], { ...INTERRUPTIBLE, cwd, signal, env: { ...env, GOWORK: "off" } }).catch(
    () => undefined,
  );
}

/** What it printed. */
async function go({ signal, env }: Work, cwd: string, args: string[], failure: string): Promise<string> {
  // Without cgo the binaries run on any Linux, also inside the sandbox's own root.
  const options = { ...INTERRUPTIBLE, cwd, signal, env: { ...env, CGO_ENABLED: "0", GOWORK: "off" } };
  const ran = await run("go", args, options);
  if (ran.code === 0) return ran.stdout;
  const tail = ran.stderr.trim().split("\n").slice(-8).join("\n");
  throw new Problem(
    `${failure}: \`go ${args[0]}\` ended with ${ran.signal ?? `exit code ${ran.code}`}:\n${tail}`,
    "Correct the cause above (network to the Go module proxy, disk space, Go 1.26 or newer) and run the same command again; what is built already is kept.",
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
