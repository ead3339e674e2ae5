/**
 * Things that take long to make and are then kept for every clone on the machine: binaries, root file systems.
 * Each is a folder in the cache, named by what it is made from, and appears whole or not at all.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "../process.ts";

export type Artifact = {
  name: string;
  /** Everything that decides the content; another value makes another folder. */
  inputs: string[];
  /** Makes the content in `folder`, an empty folder that is thrown away when this fails. */
  make(folder: string, work: Work): Promise<void>;
};

/** How one who makes something is heard, and told to stop. */
export type Work = { note: (detail: string) => void; signal: AbortSignal };

export function artifactFolder(cache: string, { name, inputs }: Pick<Artifact, "name" | "inputs">): string {
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 16);
  return path.join(cache, "artifacts", `${name}-${hash}`);
}

/** The artifact's folder, made first if it is not there. Two processes that want the same one make it once. */
export async function ensureArtifact(cache: string, artifact: Artifact, work: Work): Promise<string> {
  const folder = artifactFolder(cache, artifact);
  mkdirSync(path.dirname(folder), { recursive: true });
  const unlock = await lock(
    `${folder}.lock`,
    () => work.note("waiting for another sandbox that makes the same"),
    work.signal,
  );
  try {
    if (existsSync(folder)) return folder;
    removeDrafts(folder);
    const draft = `${folder}.draft-${process.pid}`;
    mkdirSync(draft);
    try {
      await artifact.make(draft, work);
      renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
    return folder;
  } finally {
    unlock();
  }
}

/** What a killed process has left. */
function removeDrafts(folder: string) {
  const parent = path.dirname(folder);
  const drafts = readdirSync(parent).filter((name) => name.startsWith(`${path.basename(folder)}.draft-`));
  for (const draft of drafts) rmSync(path.join(parent, draft), { recursive: true, force: true });
}

/** A lock file that holds its owner's pid; one whose owner is gone is taken over. */
async function lock(file: string, waiting: () => void, signal: AbortSignal): Promise<() => void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = Number(readOrEmpty(file));
    // An owner that has not yet written its pid gets the time to do so.
    if (owner > 0 && (owner === process.pid || !isAlive(owner))) rmSync(file, { force: true });
    else waiting();
    await delay(200);
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
