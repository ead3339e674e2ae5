/** Follows a stack file while a local run goes on, so that tuning works as on a cluster: edit, save, watch. */
import { unwatchFile, watchFile } from "node:fs";
import { Problem } from "../sandbox/problem.ts";
import { encodeSettings, settingsVersion } from "../services/shared/settings.ts";
import type { ServiceName } from "./live-files.ts";
import { readStackFile, type StackServices } from "./stack-settings.ts";

export type Following = {
  file: string;
  stack: string;
  /** As the run was started with. */
  started: StackServices;
  setLive(service: ServiceName, settings: Record<string, unknown>): void;
  say: (line: string) => void;
  lookMs?: number;
};

/** A change that cannot be used changes nothing, and is said. Returns what ends it. */
export function followStack({ file, stack, started, setLive, say, lookMs = 300 }: Following): () => void {
  let known = started;
  const look = () => {
    let next: StackServices;
    try {
      next = readStackFile(file, stack);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      say(`${error.message}\n  → ${error.remedy} What was in force stays so.`);
      return;
    }
    for (const service of ["order", "payment"] as const) {
      if (!same(next[service].live, known[service].live)) {
        setLive(service, next[service].live);
        say(`live settings of ${service} changed: version ${settingsVersion(next[service].live)}`);
      }
      const { live: _, ...before } = known[service];
      const { live: __, ...after } = next[service];
      if (!same(before, after))
        say(`other settings of ${service} changed: they are taken over by the next \`npm run local\``);
    }
    known = next;
  };
  // By its name and not by its inode: editors write a new file and put it in the place of the old one.
  watchFile(file, { interval: lookMs }, look);
  return () => unwatchFile(file, look);
}

function same(one: unknown, other: unknown): boolean {
  return encodeSettings(one) === encodeSettings(other);
}
