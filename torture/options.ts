/** The words after `npm run torture --`. */
import { readOptions } from "../sandbox/options.ts";
import { Problem } from "../sandbox/problem.ts";
import { BUGS } from "./bugs.ts";

/** From so many rounds on, a run must have come by everything. */
export const ENOUGH_ROUNDS = 20;

export const HELP = `npm run torture [-- OPTIONS]

Two replicas of each service and three PostgreSQL servers are killed, stopped and cut off while clients place, repeat,
cancel, change and watch orders; then all recovers, and a checker judges what everybody was told and what was charged.

  --rounds N       how many rounds, of six seconds or so each (20)
  --seed S         what faults and clients are drawn from (a fresh one, which is printed)
  --first N        the round to begin with (0): \`--first 17 --rounds 1\` has the faults of round 17 again
  --history DIR    where histories and logs go (.build/torture/SEED)
  --check DIR      runs nothing, and judges the histories in DIR again
  --bug NAME       has a fault built into the services, which the checker must find: ${BUGS.map(({ name }) => name).join(", ")}

Exit code 0 if nothing was violated and, from ${ENOUGH_ROUNDS} rounds on, everything that should have been tried was; otherwise 1.
`;

const OPTIONS = {
  rounds: { type: "string", default: "20" },
  seed: { type: "string" },
  first: { type: "string", default: "0" },
  history: { type: "string" },
  check: { type: "string" },
  bug: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

export type TortureChoice =
  | { kind: "help" }
  | { kind: "check"; folder: string }
  | { kind: "run"; rounds: number; first: number; seed: string; history: string | undefined; bug: string | undefined };

/** `freshSeed` is what to take where none is given. */
export function readTortureOptions(args: string[], freshSeed: () => string): TortureChoice {
  const { rounds, seed = freshSeed(), first, history, check, bug, help } = readOptions("run torture", args, OPTIONS);
  if (help) return { kind: "help" };
  if (check !== undefined) return { kind: "check", folder: check };
  if (!/^[\w.-]{1,64}$/.test(seed))
    throw new Problem(`--seed is "${seed}": it must be 1 to 64 letters, digits, _, . and -`, "Like --seed 7.");
  if (bug !== undefined && !BUGS.some(({ name }) => name === bug))
    throw new Problem(`--bug is "${bug}", which is none of ours`, "`npm run torture -- --help` lists them.");
  return { kind: "run", rounds: number("rounds", rounds, 1), first: number("first", first, 0), seed, history, bug };
}

function number(option: string, text: string, min: number): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min))
    throw new Problem(
      `--${option} is "${text}": it must be a whole number from ${min} to 99999`,
      `Like --${option} 20.`,
    );
  return value;
}
