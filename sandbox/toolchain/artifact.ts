/**
 * Things that take long to make and are then kept for every clone on the machine: binaries, root file systems.
 * Each is a folder in the cache, named by what it is made from, and appears whole or not at all.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { tryLock } from "../lock.ts";

export type Artifact = {
  name: string;
  /** Everything that decides the content; another value makes another folder. */
  inputs: string[];
  /** Makes the content in `folder`, an empty folder that is thrown away when this fails. */
  make(folder: string, work: Work): Promise<void>;
};

/** How one who makes something is heard and told to stop, and the environment of the programs it runs. */
export type Work = { note: (detail: string) => void; signal: AbortSignal; env: NodeJS.ProcessEnv };

export function artifactFolder(cache: string, { name, inputs }: Pick<Artifact, "name" | "inputs">): string {
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 16);
  return path.join(cache, "artifacts", `${name}-${hash}`);
}

/** The artifact's folder, made first if it is not there. Two processes that want the same one make it once. */
export async function ensureArtifact(cache: string, artifact: Artifact, work: Work): Promise<string> {
  const folder = artifactFolder(cache, artifact);
  mkdirSync(path.dirname(folder), { recursive: true });
  const release = await lock(`${folder}.lock`, work);
  try {
    if (existsSync(folder)) return folder;
    removeDrafts(folder);
    const draft = `${folder}.draft-${process.pid}`;
    mkdirSync(draft);
    try {
      await artifact.make(draft, work);
      work.signal.throwIfAborted();
      // Should two have got the lock of a dead owner, the second finds the folder made.
      if (!existsSync(folder)) renameSync(draft, folder);
    } finally {
      // What was ended may take a moment to let go of its files.
      rmSync(draft, { recursive: true, force: true, maxRetries: 20 });
    }
    return folder;
  } finally {
    release();
  }
}

/** What a killed process has left; the lock is ours, so no living one works there. */
function removeDrafts(folder: string) {
  const parent = path.dirname(folder);
  const drafts = readdirSync(parent).filter((name) => name.startsWith(`${path.basename(folder)}.draft-`));
  for (const draft of drafts) rmSync(path.join(parent, draft), { recursive: true, force: true });
}

async function lock(file: string, { note, signal }: Work): Promise<() => void> {
  for (;;) {
    signal.throwIfAborted();
    const lock = tryLock(file);
    if ("release" in lock) return lock.release;
    note(`waiting for process ${lock.owner.pid}, which makes the same`);
    await delay(200);
  }
}
