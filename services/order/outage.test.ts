/** What becomes of orders while their database is away, is slow, or loses an answer. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { pino } from "pino";
import { ensureDatabase } from "../../local/databases.ts";
import { startPostgres } from "../../local/postgres.ts";
import { testPostgres } from "../../local/test-postgres.ts";
import { openDatabase } from "../shared/postgres/database.ts";
import { RpcError } from "../shared/rpc-error.ts";
import { APPROVED, scriptedPayment } from "./scripted-payment.ts";
import { refused, testOrder, until } from "./test-order.ts";

const postgres = await testPostgres();
const AWAY = refused(
  "UNAVAILABLE",
  /^the order book cannot be reached, and nothing was done/,
  "ORDER_BOOK_UNAVAILABLE",
);
const LOST = refused("UNAVAILABLE", /may have done what was asked for: ask again, .*same idempotency_key/);

/** An Order on a server of its own, which can be lost and come back. */
async function onLosableDatabase(t: TestContext) {
  const home = mkdtempSync(path.join(os.tmpdir(), "holdfast-outage-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const folder = path.join(home, "cluster");
  let server = await startPostgres({ folder });
  await ensureDatabase(server, "orders");
  const { port } = server;
  t.after(() => server.stop("crash"));
  const payment = await scriptedPayment(t);
  const order = await testOrder(t, { databaseUrl: server.url("orders"), target: payment.target });
  return {
    ...order,
    payment,
    async lost() {
      await server.stop("crash");
      // What a dead server leaves behind may answer for a moment longer.
      const isAway = (error: unknown) => error instanceof RpcError && error.code === "UNAVAILABLE";
      await until("the loss", () => order.get(randomUUID()).then(() => false, isAway));
    },
    async back() {
      server = await startPostgres({ folder, port });
    },
  };
}

test("while the order book is lost all calls are UNAVAILABLE and nothing is charged; then all goes on by itself", async (t) => {
  const { place, get, cancel, change, watch, payment, lost, back } = await onLosableDatabase(t);
  const wish = { idempotencyKey: "k" };
  const { orderId } = await place(wish);
  await lost();
  await assert.rejects(place(), AWAY);
  await assert.rejects(get(orderId), refused("UNAVAILABLE", /^the order book/));
  await assert.rejects(cancel(orderId), AWAY);
  await assert.rejects(change(orderId, "pm_card_mastercard"), AWAY);
  await assert.rejects(watch(orderId).next(), refused("UNAVAILABLE", /^the order book/));
  assert.equal(payment.charges.length, 1);
  await back();
  assert.equal((await place(wish)).orderId, orderId);
  assert.equal((await place()).status, "ORDER_STATUS_CONFIRMED");
});

test("an order whose charge cannot be written down is pending, and settled under the same key when the book is back", async (t) => {
  const { place, get, watch, payment, lost, back, logged } = await onLosableDatabase(t);
  payment.charge = async () => {
    await lost();
    return APPROVED;
  };
  const placed = await place();
  assert.equal(placed.status, "ORDER_STATUS_PAYMENT_PENDING");
  assert.match(placed.message, /do not know yet/);
  await logged("what became of a charge was not written down");

  payment.charge = async () => APPROVED;
  await back();
  const watched = watch(placed.orderId);
  assert.equal((await watched.next()).value?.status, "ORDER_STATUS_PAYMENT_PENDING");
  await until("the settlement", async () => (await get(placed.orderId)).status === "ORDER_STATUS_CONFIRMED");
  assert.equal((await watched.next()).value?.status, "ORDER_STATUS_CONFIRMED");
  assert.deepEqual(new Set(payment.charges.map((charge) => charge.idempotencyKey)), new Set([`${placed.orderId}/1`]));
});

test("who watches an order does not notice that the book is lost for a while", async (t) => {
  const { place, change, watch, payment, lost, back, logged } = await onLosableDatabase(t);
  payment.charge = () => Promise.reject(new Error("lost"));
  const { orderId } = await place();
  const watched = watch(orderId);
  await watched.next();
  await lost();
  await logged("watched orders cannot be looked at for now");
  payment.charge = async () => APPROVED;
  await back();
  await change(orderId, "pm_card_mastercard");
  const statuses: string[] = [];
  for await (const { status } of watched) statuses.push(status);
  assert.equal(statuses.at(-1), "ORDER_STATUS_CONFIRMED");
});

/** An Order, and what only a test does in its database. */
async function onDatabase(t: TestContext) {
  const databaseUrl = await postgres.newDatabase();
  const payment = await scriptedPayment(t);
  const order = await testOrder(t, { databaseUrl, target: payment.target });
  const database = openDatabase({ url: databaseUrl, log: pino({ level: "silent" }) });
  t.after(() => database.close());
  return { ...order, payment, database };
}

test("a book that is slow is not waited for past the client's deadline; what it has taken is carried out all the same", async (t) => {
  const { place, payment, database } = await onDatabase(t);
  const wish = { idempotencyKey: "k" };
  await database.transaction(async (query) => {
    await query("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
    await assert.rejects(place(wish, "shop", { deadlineMs: 1_500 }), LOST);
    assert.equal(payment.charges.length, 0);
  });
  await until("a paid order", async () => (await place(wish)).status === "ORDER_STATUS_CONFIRMED");
  assert.equal(payment.charges.length, 1);
});

test("when the answer to its commit is lost an order is not charged by this call, and its key finds out", async (t) => {
  const { place, payment, database } = await onDatabase(t);
  await database.query(`
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION die()`);
  const wish = { idempotencyKey: "k" };
  await assert.rejects(place(wish), LOST);
  assert.equal(payment.charges.length, 0);
  await database.query("DROP TRIGGER at_commit ON orders");
  assert.equal((await place(wish)).status, "ORDER_STATUS_CONFIRMED");
  assert.equal(payment.charges.length, 1);
});
