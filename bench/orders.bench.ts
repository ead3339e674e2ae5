/**
 * What it costs to write an order down: each in a transaction of its own, as PlaceOrder does it, beside batches that a
 * group commit in the service could make of what is under way at the same time. Rounds are interleaved; figures are medians.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startPostgres } from "../local/postgres.ts";
import { newOrder, type Order } from "../services/order/order.ts";
import { CHANGED_COLUMNS, changedValues } from "../services/order/order-row.ts";
import { ordersIn } from "../services/order/orders.ts";
import { createLog } from "../services/shared/log.ts";
import { type Database, openDatabase } from "../services/shared/postgres/database.ts";
import { migrate } from "../services/shared/postgres/migrate.ts";

const ROUNDS = 9;
const WARM_UP = 2;
const ORDERS = 1_000;
/** Orders under way at a time; a batch is all of them. */
const AT_ONCE = [1, 8, 32];
/** As many as a replica has by default. */
const CONNECTIONS = 10;

const FINGERPRINT = Buffer.alloc(32);
const order = () =>
  newOrder({
    orderId: randomUUID(),
    clientId: "shop",
    productId: "grinder",
    quantity: 1,
    total: { currencyCode: "EUR", amountMinor: 18_900 },
    paymentMethod: "pm_card_visa",
  });

/** `each` writes one at a time for every worker; `batch` as many rows as there are workers in one transaction. */
async function each(database: Database, atOnce: number): Promise<void> {
  const orders = ordersIn({ database, limits: () => ({ maxTries: 5 }), delayMs: () => 0 });
  let left = ORDERS;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0)
        await orders.insert({
          order: order(),
          idempotencyKey: randomUUID(),
          fingerprint: FINGERPRINT,
          leaseMs: 4_000,
        });
    }),
  );
}

async function batch(database: Database, atOnce: number): Promise<void> {
  for (let written = 0; written < ORDERS; written += atOnce) {
    const rows = Array.from({ length: atOnce }, () => valuesOf(order()));
    const width = rows[0]?.length ?? 0;
    const places = rows.map(
      (row, index) => `(${row.map((_, column) => `$${index * width + column + 1}`).join(", ")},
      now(), now() + interval '4 seconds', 1)`,
    );
    await database.transaction((query) => query(`${INSERT} ${places.join(", ")} ${UNLESS_THERE}`, rows.flat()));
  }
}

const INSERT = `INSERT INTO orders (order_id, client_id, idempotency_key, request_sha256, product_id, quantity, currency_code,
  total_minor, ${CHANGED_COLUMNS.join(", ")}, due_at, leased_until, lease_token) VALUES`;
const UNLESS_THERE = `ON CONFLICT (client_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
  RETURNING order_id, leased_until`;

function valuesOf(order: Order): unknown[] {
  const { orderId, clientId, productId, quantity, total } = order;
  const { currencyCode, amountMinor } = total;
  const key = randomUUID();
  return [orderId, clientId, key, FINGERPRINT, productId, quantity, currencyCode, amountMinor, ...changedValues(order)];
}

/** How often PostgreSQL has flushed its log to disk so far. */
async function flushes({ query }: Database): Promise<number> {
  await query("SELECT pg_stat_force_next_flush()");
  const [row] = await query<{ n: number }>("SELECT sum(fsyncs)::int AS n FROM pg_stat_io WHERE object = 'wal'");
  return row?.n ?? 0;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const log = createLog({ service: "bench", replica: "" });
log.level = "silent";
const folder = mkdtempSync(path.join(tmpdir(), "holdfast-bench-"));
const server = await startPostgres({ folder: path.join(folder, "postgres") });
const database = openDatabase({ url: server.url("postgres"), log, connections: CONNECTIONS });
try {
  await migrate(database, new URL("../services/order/migrations/", import.meta.url), log);
  const subjects = AT_ONCE.flatMap((atOnce) => [
    { name: `each, ${atOnce} at once`, run: () => each(database, atOnce) },
    ...(atOnce > 1 ? [{ name: `batches of ${atOnce}`, run: () => batch(database, atOnce) }] : []),
  ]);
  type Figures = { perSecond: number[]; cpuMicros: number[]; flushes: number[] };
  const figures = new Map(
    subjects.map(({ name }): [string, Figures] => [name, { perSecond: [], cpuMicros: [], flushes: [] }]),
  );
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const { name, run } of subjects) {
      const flushed = await flushes(database);
      const cpu = process.cpuUsage();
      const from = performance.now();
      await run();
      const seconds = (performance.now() - from) / 1_000;
      const { user, system } = process.cpuUsage(cpu);
      if (round < 0) continue;
      figures.get(name)?.perSecond.push(ORDERS / seconds);
      figures.get(name)?.cpuMicros.push((user + system) / ORDERS);
      figures.get(name)?.flushes.push(((await flushes(database)) - flushed) / ORDERS);
    }
  for (const [name, { perSecond, cpuMicros, flushes }] of figures)
    console.log(
      `${name.padEnd(18)} ${median(perSecond).toFixed(0).padStart(6)} orders a second, ${median(cpuMicros).toFixed(0).padStart(5)} µs of the service's CPU and ${median(flushes).toFixed(2)} flushes of the log an order`,
    );
} finally {
  await database.close();
  await server.stop("orderly");
  rmSync(folder, { recursive: true, force: true });
}
