/**
 * Loaded before a service's own code (`node --expose-gc --import report-heap.ts`): at each SIGUSR2 it collects all garbage
 * and adds a line to the file HEAP_FILE, with the bytes that are left on the heap.
 */
import { appendFileSync } from "node:fs";

const { HEAP_FILE = "" } = process.env;

process.on("SIGUSR2", () => {
  globalThis.gc?.();
  appendFileSync(HEAP_FILE, `${process.memoryUsage().heapUsed}\n`);
});
