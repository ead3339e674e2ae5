/**
 * `npm run review`: the orders that settlement has given up to a person, and what the person decides of them.
 * Exit code 1 for an order that is not in review, 2 for what cannot be used or reached.
 */
import { parseArgs } from "node:util";
import { createLog } from "../shared/log.ts";
import { type Database, DatabaseRefused, DatabaseUnavailable, openDatabase } from "../shared/postgres/database.ts";
import { toolDatabase } from "../shared/postgres/tool-database.ts";
import { SettingsError } from "../shared/settings-error.ts";
import { type Orders, ordersIn } from "./orders.ts";
import { reviewText } from "./review-text.ts";

const HELP = `npm run review [-- COMMAND] [--database-url URL]

Orders that settlement has given up: Payment would not take them, or never answered.

  list               what is wrong with each, and what can be done (the default)
  retry ORDER_ID     try again what the order waited for; its charge key stays, so it is charged once at most
  cancel ORDER_ID    cancel the order; what was charged is given back

The order book is that of --database-url, else of HOLDFAST_DATABASE_URL, else of the local run of this clone. An URL has a
password in it: the environment keeps that from the list of processes. Order's replicas do the rest within seconds.
`;

/** Shown at a time. */
const MOST_SHOWN = 50;
const UUID = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i;

class InputError extends Error {}

type Command = { kind: "help" } | { kind: "list" } | { kind: "retry" | "cancel"; orderId: string };

function readArguments(): { command: Command; databaseUrl: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      options: { "database-url": { type: "string" }, help: { type: "boolean", short: "h", default: false } },
      allowPositionals: true,
    });
    const command: Command = values.help ? { kind: "help" } : commandOf(positionals);
    return { command, databaseUrl: values["database-url"] };
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

function commandOf([kind = "list", orderId, ...more]: string[]): Command {
  if (kind === "list" && orderId === undefined) return { kind };
  if (kind !== "retry" && kind !== "cancel") throw new InputError(`"${kind}" is not a command: list, retry or cancel`);
  if (orderId === undefined || more.length > 0 || !UUID.test(orderId))
    throw new InputError(`${kind} takes the id of one order, as the list shows it`);
  return { kind, orderId };
}

async function list(orders: Orders): Promise<string> {
  const [shown, { inReview }] = [await orders.inReview(MOST_SHOWN), await orders.backlog()];
  return reviewText(shown, Math.max(inReview, shown.length), new Date());
}

async function resolve(orders: Orders, verdict: "retry" | "cancel", orderId: string): Promise<string> {
  const changed = await orders.ask(undefined, orderId, { kind: "reviewed", verdict });
  if (changed?.transition.kind === "changed")
    return `Order ${orderId} ${verdict === "retry" ? "is tried again" : "is being cancelled"} from now on.\n`;
  process.exitCode = 1;
  const why = changed?.transition.kind === "impossible" ? changed.transition.why : "there is no such order";
  return `Order ${orderId} was not changed: ${why}.\n`;
}

async function run(database: Database, command: Exclude<Command, { kind: "help" }>): Promise<string> {
  // A verdict is due at once, and is no try.
  const orders = ordersIn({ database, limits: () => ({ maxTries: 1 }), delayMs: () => 0 });
  return command.kind === "list" ? list(orders) : resolve(orders, command.kind, command.orderId);
}

function reasonOf(error: unknown, source: string): string {
  if (error instanceof DatabaseUnavailable && !(error instanceof DatabaseRefused))
    return `the order book of ${source} does not answer: is it there, and may this machine reach it?`;
  if (error instanceof Error && "code" in error && error.code === "42P01")
    return `the database of ${source} is no order book: it has no table of orders`;
  return error instanceof Error ? error.message : String(error);
}

let source = "";
try {
  const { command, databaseUrl } = readArguments();
  if (command.kind === "help") process.stdout.write(HELP);
  else {
    const found = toolDatabase({
      option: { name: "--database-url", value: databaseUrl },
      variable: { name: "HOLDFAST_DATABASE_URL", value: process.env.HOLDFAST_DATABASE_URL },
      owner: "order",
    });
    source = found.source;
    const log = createLog({ service: "review", replica: "" });
    log.level = "silent";
    const database = openDatabase({ url: found.url, log, connections: 1 });
    process.stdout.write(await run(database, command).finally(() => database.close()));
  }
} catch (error) {
  const ours = error instanceof InputError || error instanceof SettingsError;
  process.stderr.write(`review: ${ours ? error.message : reasonOf(error, source)}\n`);
  process.exitCode = 2;
}
