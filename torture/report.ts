/** What a person reads of rounds and runs. */
import { gaps } from "./coverage.ts";
import type { HistoryEvent } from "./history.ts";
import { ENOUGH_ROUNDS } from "./options.ts";
import type { Judged, RunResult } from "./run.ts";

/** One line for a round, and one for each violation. */
export function describeRound({
  round,
  violations,
  history,
  seconds,
}: Omit<Judged, "seconds"> & { seconds: number | undefined }): string {
  const count = (type: HistoryEvent["type"]) => history.filter((event) => event.type === type).length;
  const calls = history.filter((event) => event.type === "ended");
  const answered = calls.filter(({ ending }) => ending === "ok").length;
  const words = [
    `${calls.length} calls (${answered} answered)`,
    `${count("order")} orders`,
    `${count("movement")} movements of money`,
    `${count("fault")} faults`,
    `${violations.length} violations`,
  ];
  const time = seconds === undefined ? "" : ` (${seconds.toFixed(1)} s)`;
  return [`round ${round}: ${words.join(", ")}${time}`, ...violations.map((text) => `  ✗ ${text}`)].join("\n");
}

/** `good` is the exit code's. */
export function verdict({ rounds, violations, coverage }: RunResult): { text: string; good: boolean } {
  const missing = gaps(coverage);
  const isEnough = rounds >= ENOUGH_ROUNDS;
  const lines = [...coverage].map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`);
  const tried =
    missing.length === 0
      ? "everything that should be tried was"
      : `never tried${isEnough ? "" : " (no matter in so few rounds)"}: ${missing.join("; ")}`;
  const text = ["", ...lines, "", `${rounds} rounds: ${violations} violations; ${tried}`].join("\n");
  return { text, good: violations === 0 && (missing.length === 0 || !isEnough) };
}
