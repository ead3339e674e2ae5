/** One `npm start` at a time in a clone, and no `npm run stop` beside it. */
import { mkdirSync, rmdirSync } from "node:fs";
import path from "node:path";
import { lockOwner, tryLock } from "./lock.ts";
import type { Paths } from "./paths.ts";
import { Problem } from "./problem.ts";

const file = (paths: Paths) => path.join(paths.state, "start.lock");

export function lockStart(paths: Paths): () => void {
  mkdirSync(paths.state, { recursive: true, mode: 0o700 });
  const lock = tryLock(file(paths));
  if ("owner" in lock) throw underWay(lock.owner.pid);
  return () => {
    lock.release();
    removeIfEmpty(paths.state);
  };
}

export function requireNoStart(paths: Paths): void {
  const owner = lockOwner(file(paths));
  if (owner) throw underWay(owner.pid);
}

const underWay = (pid: number) =>
  new Problem(
    `\`npm start\` is under way in this clone (process ${pid})`,
    `Wait for it, or end it with Ctrl-C where it runs (or \`kill ${pid}\`).`,
  );

/** A start that was refused leaves nothing behind. */
function removeIfEmpty(folder: string) {
  try {
    rmdirSync(folder);
  } catch {
    // It holds something.
  }
}
