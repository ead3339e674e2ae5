/** The words after `npm run local --`. */
import { readOptions } from "../sandbox/options.ts";
import { Problem } from "../sandbox/problem.ts";
import { DEFAULT_BASE_PORT, HIGHEST_BASE_PORT, MOST_REPLICAS } from "./ports.ts";

export const HELP = `npm run local [-- OPTIONS]

Runs Order and Payment with a PostgreSQL on this machine: no Docker, no cluster. Ctrl-C stops all of it.

  --stack NAME     whose settings, from Pulumi.NAME.yaml (dev). While it runs, a change of the file's live settings
                   (breaker, chaos, …) is taken over at once.
  --order N        replicas of Order (as many as the stack has)
  --payment N      replicas of Payment (as many as the stack has)
  --port BASE      where the ports begin (${DEFAULT_BASE_PORT}): PostgreSQL at BASE, Order's replicas at BASE+101, +102, …,
                   Payment's at BASE+301, …; metrics of each 100 above
  --fresh          deletes the orders and payments of earlier runs first

Data and logs are in .local/, and the databases' addresses, with passwords, in .local/urls.json.
Exit code 0 after Ctrl-C, 1 if it could not start or was cut short.
`;

const OPTIONS = {
  stack: { type: "string", default: "dev" },
  order: { type: "string" },
  payment: { type: "string" },
  port: { type: "string", default: String(DEFAULT_BASE_PORT) },
  fresh: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

export type LocalChoice = {
  stack: string;
  /** As many as the stack has, unless set. */
  replicas: { order: number | undefined; payment: number | undefined };
  basePort: number;
  fresh: boolean;
};

/** Undefined if only help is wanted. */
export function readLocalOptions(args: string[]): LocalChoice | undefined {
  const { stack, order, payment, port, fresh, help } = readOptions("run local", args, OPTIONS);
  if (help) return undefined;
  if (!/^[\w.-]+$/.test(stack))
    throw new Problem(`--stack is "${stack}": it must be the NAME of a Pulumi.NAME.yaml`, "Like --stack staging.");
  return {
    stack,
    replicas: {
      order: order === undefined ? undefined : number("order", order, 1, MOST_REPLICAS),
      payment: payment === undefined ? undefined : number("payment", payment, 1, MOST_REPLICAS),
    },
    basePort: number("port", port, 1_024, HIGHEST_BASE_PORT),
    fresh,
  };
}

function number(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw new Problem(
      `--${option} is "${text}": it must be a whole number from ${min} to ${max}`,
      `Like --${option} ${Math.max(min, 2)}.`,
    );
  return value;
}
