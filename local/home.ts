/** The folder of a local run: one run at a time, its data kept for the next. */
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tryLock } from "../sandbox/lock.ts";
import { Problem } from "../sandbox/problem.ts";
import type { DatabaseUrls } from "./databases.ts";

export type Home = {
  folder: string;
  /** The run before was killed: its processes end by themselves, which may take them a moment. */
  leftOver: boolean;
  /** Lets the next run in. */
  leave(): void;
};

/** Throws a Problem if another run is there. */
export function enterHome(folder: string): Home {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, "lock");
  const wasThere = existsSync(file);
  const lock = tryLock(file);
  if ("owner" in lock)
    throw new Problem(
      `a local run is there already (process ${lock.owner.pid})`,
      "End it with Ctrl-C where it runs; each clone has one.",
    );
  return { folder, leftOver: wasThere, leave: () => lock.release() };
}

/** Everything that earlier runs have left. */
export function deleteData(folder: string): void {
  for (const name of ["postgres", "logs", "live", "urls.json"])
    rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** For `npm run review` and `npm run reconcile`; only its owner may read it. */
export function writeUrls(folder: string, urls: DatabaseUrls): string {
  const file = path.join(folder, "urls.json");
  writeFileSync(file, `${JSON.stringify(urls, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return file;
}
