/**
 * The Pulumi project as the sandbox runs it: a folder in .sandbox with the clone's own Pulumi.yaml and program, and a
 * copy of each stack file. `pulumi` writes salts and settings into stack files; into the copy it may, and git sees none of it.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Paths } from "./paths.ts";

export const projectFolder = (paths: Paths) => path.join(paths.state, "project");
const stackFile = (folder: string, stack: string) => path.join(folder, `Pulumi.${stack}.yaml`);

/** Brings the folder up to date; returns what a person should be told. */
export function prepareProject(paths: Paths): string[] {
  const folder = projectFolder(paths);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  copyFileSync(path.join(paths.repo, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
  link(path.join(folder, "infra"), path.join(paths.repo, "infra"));
  return stacksOf(paths.repo).flatMap((stack) => staleCopy(paths, folder, stack));
}

/** The stacks that the clone has files for. */
export function stacksOf(repo: string): string[] {
  const names = readdirSync(repo).map((file) => /^Pulumi\.([\w-]+)\.yaml$/.exec(file)?.[1]);
  return names.filter((name) => name !== undefined).sort();
}

/** Copies the clone's file of a stack, unless a copy is there; true if it did. */
export function seedStackFile(paths: Paths, stack: string): boolean {
  const copy = stackFile(projectFolder(paths), stack);
  if (existsSync(copy)) return false;
  const original = stackFile(paths.repo, stack);
  writeFileSync(copy, existsSync(original) ? readFileSync(original) : "config: {}\n", { mode: 0o600 });
  chmodSync(copy, 0o600);
  writeFileSync(seedFile(copy), existsSync(original) ? digest(original) : "");
  return true;
}

export const readStackFile = (paths: Paths, stack: string) =>
  readFileSync(stackFile(projectFolder(paths), stack), "utf8");

export function forgetStackFile(paths: Paths, stack: string): void {
  const copy = stackFile(projectFolder(paths), stack);
  for (const file of [copy, seedFile(copy), keptOf(copy)]) rmSync(file, { force: true });
}

/** The clone's file may change (an edit, a pull) after it was copied; the copy holds the user's own settings, so it is not overwritten. */
function staleCopy(paths: Paths, folder: string, stack: string): string[] {
  const copy = stackFile(folder, stack);
  const original = stackFile(paths.repo, stack);
  if (!existsSync(copy) || !existsSync(seedFile(copy)) || readFileSync(seedFile(copy), "utf8") === digest(original))
    return [];
  return [
    `Pulumi.${stack}.yaml has changed since the sandbox took its copy. The copy is in use: ${copy}. ` +
      `Carry the change over with \`npm run pulumi -- config set …\`, or take the new file with \`npm start -- --reseed\`.`,
  ];
}

/** A clone that was copied or moved brings a link to the old one's program along. */
function link(file: string, target: string) {
  try {
    if (readlinkSync(file) === target) return;
  } catch {
    // Not there yet.
  }
  rmSync(file, { force: true });
  symlinkSync(target, file);
}

/** Where a scenario keeps what stood in a copy, until it has put it back. */
export const keptOf = (copy: string) => `${copy}.before-scenario`;

const seedFile = (copy: string) => `${copy}.seed`;
const digest = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");
