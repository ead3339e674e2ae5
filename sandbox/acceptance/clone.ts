/**
 * A clone of the working tree to test with, as a person would have it: its own state, ports and cgroups, and the build
 * cache that all clones share. It shares node_modules too (npm's part is tested by `npm test` itself).
 */
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Ran, run } from "../process.ts";

const repo = path.join(import.meta.dirname, "..", "..");

export type Clone = {
  folder: string;
  /** `npm ARGS` in the clone, to its end; its output goes to the test's log too. */
  npm(...args: string[]): Promise<Ran>;
  /** `npm run pulumi -- ARGS`; throws with its output unless it ends with 0. */
  pulumi(...args: string[]): Promise<string>;
  /** `npm run kubectl -- ARGS`; the same. */
  kubectl(...args: string[]): Promise<string>;
};

export function makeClone(name: string): Clone {
  const folder = mkdtempSync(path.join(tmpdir(), `hf-${name}-`));
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: repo,
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter((file) => file && existsSync(path.join(repo, file)))) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    copyFileSync(path.join(repo, file), path.join(folder, file));
  }
  symlinkSync(path.join(repo, "node_modules"), path.join(folder, "node_modules"));
  for (const args of [
    ["init", "-q"],
    ["add", "-A"],
    ["-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-qm", "as it is"],
  ])
    execFileSync("git", args, { cwd: folder });
  return cloneAt(folder);
}

export function cloneAt(folder: string): Clone {
  // As from a shell of its own: nothing of the npm that runs these tests.
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^(npm_|NODE_TEST|NODE_OPTIONS|INIT_CWD)/i.test(key),
  );
  const env = Object.fromEntries(inherited);
  const npm = (...args: string[]) => run("npm", ["--silent", ...args], { cwd: folder, env });
  const must = async (script: string, args: string[]) => {
    const ran = await npm("run", script, "--", ...args);
    if (ran.code !== 0)
      throw new Error(`npm run ${script} -- ${args.join(" ")} ended with ${ran.code}:\n${ran.stdout}\n${ran.stderr}`);
    return ran.stdout;
  };
  return { folder, npm, pulumi: (...args) => must("pulumi", args), kubectl: (...args) => must("kubectl", args) };
}

export async function removeClone(clone: Clone): Promise<void> {
  await clone.npm("run", "stop");
  rmSync(clone.folder, { recursive: true, force: true });
}

const record = path.join(repo, ".build", "acceptance.json");

/** The clone that all acceptance tests of a run share: made by the first, removed by the last. */
export function sharedClone(): Clone {
  if (existsSync(record)) {
    const { folder } = JSON.parse(readFileSync(record, "utf8")) as { folder: string };
    if (existsSync(path.join(folder, ".sandbox"))) return cloneAt(folder);
  }
  const clone = makeClone("a");
  mkdirSync(path.dirname(record), { recursive: true });
  writeFileSync(record, JSON.stringify({ folder: clone.folder }));
  return clone;
}

/** The folder of the shared clone's sandbox, which is started if it does not run. */
export async function sharedSandbox(): Promise<string> {
  const clone = sharedClone();
  if ((await clone.npm("run", "status")).code !== 0) {
    const ran = await clone.npm("start");
    if (ran.code !== 0) throw new Error(`npm start ended with ${ran.code}:\n${ran.stdout}\n${ran.stderr}`);
  }
  return path.join(clone.folder, ".sandbox");
}

export async function removeSharedClone(): Promise<void> {
  if (!existsSync(record)) return;
  await removeClone(sharedClone());
  rmSync(record, { force: true });
}
