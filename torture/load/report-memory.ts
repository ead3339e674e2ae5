/**
 * Loaded before a service's own code (memory.ts): at each SIGUSR2 it collects all garbage and adds a line of JSON to
 * MEMORY_FOLDER/POD_NAME, with the bytes that are left. Also compiled code that can be made again: as a service warms up,
 * that grows for many minutes, by about a MiB.
 */
import { appendFileSync } from "node:fs";
import path from "node:path";

const { MEMORY_FOLDER = "", POD_NAME = "" } = process.env;

process.on("SIGUSR2", () => {
  globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
  const { heapUsed, rss } = process.memoryUsage();
  appendFileSync(path.join(MEMORY_FOLDER, POD_NAME), `${JSON.stringify({ heapUsed, rss })}\n`);
});
