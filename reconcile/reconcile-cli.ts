/**
 * `npm run reconcile`: whether the order book, Payment's ledger and the processor agree. Exit code 0 if they do, 1 if they
 * differ, 2 if they could not be compared.
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createLog } from "../services/shared/log.ts";
import { DatabaseRefused, DatabaseUnavailable, openDatabase } from "../services/shared/postgres/database.ts";
import { toolDatabase } from "../services/shared/postgres/tool-database.ts";
import { SettingsError } from "../services/shared/settings-error.ts";
import { type Databases, Unreadable } from "./read.ts";
import { reconcile } from "./reconcile.ts";
import { agrees, reconciliationText } from "./report.ts";

const HELP = `npm run reconcile [-- OPTIONS]

Compares the order book, Payment's ledger and the processor's movements of money, all ways, also while they are at work: what
differs is looked at again, and only what still differs is told. Orders that are pending or in review are listed as open.

  --order-database-url URL       else HOLDFAST_ORDER_DATABASE_URL      A URL has a password in it: the environment keeps that
  --payment-database-url URL     else HOLDFAST_PAYMENT_DATABASE_URL    from the list of processes. Without any, the databases
  --processor-database-url URL   else HOLDFAST_PROCESSOR_DATABASE_URL  are those of the local run of this clone.
  --grace-seconds N              when to look again: longer than any call, lease and take-over (15)
  --json                         the result as one JSON object

Exit code 0: they agree. 1: they differ. 2: they could not be compared.
`;

class InputError extends Error {}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        "order-database-url": { type: "string" },
        "payment-database-url": { type: "string" },
        "processor-database-url": { type: "string" },
        "grace-seconds": { type: "string", default: "15" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const grace = values["grace-seconds"];
    if (!/^\d{1,4}(\.\d+)?$/.test(grace))
      throw new InputError(`--grace-seconds is "${grace}": it must be a number of seconds from 0 to 9999`);
    return { ...values, graceMs: Number(grace) * 1_000 };
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

const log = createLog({ service: "reconcile", replica: "" });
log.level = "silent";

/** What options and variables call each of them. */
const NAMES = { order: "order", ledger: "payment", processor: "processor" } as const;

function databaseOf(owner: keyof Databases, given: string | undefined) {
  const name = `${NAMES[owner]}-database-url`;
  const variable = `HOLDFAST_${name.replaceAll("-", "_").toUpperCase()}`;
  return toolDatabase({
    option: { name: `--${name}`, value: given },
    variable: { name: variable, value: process.env[variable] },
    owner,
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof DatabaseUnavailable && !(error instanceof DatabaseRefused))
    return "does not answer: is it there, and may this machine reach it?";
  if (error instanceof Error && "code" in error && error.code === "42P01") return "does not have the tables of one";
  return `cannot be read: ${error instanceof Error ? error.message : error}`;
}

async function main(): Promise<void> {
  const given = readArguments();
  if (given.help) {
    process.stdout.write(HELP);
    return;
  }
  const places = {
    order: databaseOf("order", given["order-database-url"]),
    ledger: databaseOf("ledger", given["payment-database-url"]),
    processor: databaseOf("processor", given["processor-database-url"]),
  };
  // A large table may have to be sorted for its first batch.
  const open = ({ url }: { url: string }) => openDatabase({ url, log, connections: 1, statementMs: 600_000 });
  const databases = { order: open(places.order), ledger: open(places.ledger), processor: open(places.processor) };
  try {
    const settle = async () => {
      process.stderr.write(`reconcile: something differs: looking again in ${given.graceMs / 1_000} s\n`);
      await wait(given.graceMs);
    };
    const result = await reconcile({ databases, settle });
    process.stdout.write(given.json ? `${JSON.stringify(result)}\n` : reconciliationText(result));
    process.exitCode = agrees(result) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { database, cause } = error;
    throw new InputError(`the ${NAMES[database]} database of ${places[database].source} ${reasonOf(cause)}`);
  } finally {
    await Promise.all(Object.values(databases).map((database) => database.close()));
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof InputError || error instanceof SettingsError)) throw error;
  process.stderr.write(`reconcile: ${error.message}\n`);
  process.exitCode = 2;
}
