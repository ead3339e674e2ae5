/** The words after `npm run scenario --`. */
import { parseArgs } from "node:util";
import { HIGHEST_BASE_PORT } from "../local/ports.ts";
import { Problem, reasonOf } from "../sandbox/problem.ts";

/** Beside those of `npm run local`, which may be running. */
const SCENARIO_BASE_PORT = 26_000;

export const HELP = `npm run scenario -- NAME | FILE.ts | all [OPTIONS]

Brings the system up, puts it under load, does to it what the scenario says, and writes down what happened: run.json, report.html and
report.md in .build/scenarios/NAME. A file is a scenario of one's own (docs/scenarios.md).

  --target local     processes of this machine (the default), or
  --target STACK     the running stack of the sandbox (npm start): faults by \`pulumi config set\` and \`up\`, taken back at the end
  --seed S           whole number that load and faults are drawn from (1)
  --port BASE        where the ports of --target local begin (${SCENARIO_BASE_PORT})
  --list             the scenarios
  --compare A B      two runs side by side, into .build/scenarios/compare.html: names of scenarios, or run.json files

Exit code 0 if every expectation held, 1 if one did not, 2 if it could not be run. Ctrl-C takes the faults back and ends it.
`;

export type Choice =
  | { kind: "help" }
  | { kind: "list" }
  | { kind: "compare"; runs: string[] }
  | { kind: "run"; name: string; target: string; seed: number; basePort: number };

/** Throws a Problem that names what is wrong. */
export function readScenarioOptions(args: string[]): Choice {
  const { values, positionals } = parsed(args);
  if (values.help) return { kind: "help" };
  if (values.list) return { kind: "list" };
  if (values.compare) {
    if (positionals.length < 2)
      throw new Problem("--compare needs two runs", "Like --compare cascade-breaker-off cascade-breaker-on.");
    return { kind: "compare", runs: positionals };
  }
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0)
    throw new Problem("one scenario must be named", "`npm run scenario -- --list` lists them; `all` runs all of them.");
  if (!/^\d{1,10}$/.test(values.seed) || Number(values.seed) >= 2 ** 32)
    throw new Problem(`--seed is "${values.seed}": it must be a whole number below 2^32`, "Like --seed 7.");
  if (!/^[\w.-]{1,100}$/.test(values.target))
    throw new Problem(`--target is "${values.target}": it must be local or the name of a stack`, "Like --target dev.");
  const basePort = /^\d{1,5}$/.test(values.port) ? Number(values.port) : 0;
  if (basePort < 1_024 || basePort > HIGHEST_BASE_PORT)
    throw new Problem(
      `--port is "${values.port}": it must be a whole number from 1024 to ${HIGHEST_BASE_PORT}`,
      `Like --port ${SCENARIO_BASE_PORT}.`,
    );
  return { kind: "run", name, target: values.target, seed: Number(values.seed), basePort };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        target: { type: "string", default: "local" },
        seed: { type: "string", default: "1" },
        port: { type: "string", default: String(SCENARIO_BASE_PORT) },
        list: { type: "boolean", default: false },
        compare: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new Problem(reasonOf(error), "`npm run scenario -- --help` lists the options.");
  }
}
