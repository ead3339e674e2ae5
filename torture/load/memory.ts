/** How much memory a service holds that is no garbage. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { ServiceProcess } from "../../local/service-process.ts";

/** In bytes: on the heap of JavaScript, and of the process as a whole. */
export type Memory = { heapUsed: number; rss: number };

/** What a service is started with to be measured, beside its POD_NAME; its figures are in a file of the folder. */
export function memoryEnv(folder: string): Record<string, string> {
  const preload = pathToFileURL(path.join(import.meta.dirname, "report-memory.ts"));
  return { NODE_OPTIONS: `--expose-gc --import=${preload}`, MEMORY_FOLDER: folder };
}

/** `name` is its POD_NAME. */
export async function measureMemory(service: Pick<ServiceProcess, "name" | "kill">, folder: string): Promise<Memory> {
  const file = path.join(folder, service.name);
  const before = linesOf(file).length;
  service.kill("SIGUSR2");
  for (let looks = 0; looks < 1_000; looks++) {
    const last = linesOf(file).slice(before).at(-1);
    if (last !== undefined) return JSON.parse(last) as Memory;
    await delay(10);
  }
  throw new Error(`${service.name} does not tell how much it holds: it has ended, or is stuck`);
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}
