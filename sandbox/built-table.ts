/** What an `npm start` had to build and how long each part took, as a table. */
import { duration } from "./progress.ts";
import type { Built } from "./starting.ts";

/** Nothing where nothing was built. Parts that were made side by side each count their whole time. */
export function builtTable(built: readonly Built[], cache: string): string[] {
  if (built.length === 0) return [];
  const width = Math.max(...built.map(({ title }) => title.length));
  return [
    "",
    `Built, and kept for every clone in ${cache}:`,
    ...built.map(({ title, ms }) => `  ${title.padEnd(width)}  ${duration(ms)}`),
  ];
}
