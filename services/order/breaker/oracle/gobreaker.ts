/** The oracle: main.go, built when it is first needed. Needs Go, and its module proxy once. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Trace } from "./random-trace.ts";

const MAX_OUTPUT_BYTES = 2 ** 29;

/** Builds the oracle for the time of `use`. It answers a stream: traces, each behind its settings. */
export function withGobreaker<T>(use: (answer: (stream: string) => string) => T): T {
  const directory = mkdtempSync(path.join(tmpdir(), "holdfast-oracle-"));
  const program = path.join(directory, "oracle");
  try {
    execFileSync("go", ["build", "-o", program, "."], { cwd: import.meta.dirname, stdio: "inherit" });
    return use((stream) => execFileSync(program, { input: stream, maxBuffer: MAX_OUTPUT_BYTES, encoding: "utf8" }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** JSON lines, each ended. */
export const jsonLines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

/** A trace as the oracle's stream has it. */
export const streamOf = ({ settings, steps }: Pick<Trace, "settings" | "steps">) => jsonLines([{ settings }, ...steps]);
