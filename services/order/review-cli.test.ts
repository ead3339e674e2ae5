import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../../local/test-postgres.ts";
import { orderBook, placeLeased, placePending, someOrder } from "./test-orders.ts";
import type { OrderEvent } from "./transition.ts";

const postgres = await testPostgres();
const CLI = path.join(import.meta.dirname, "review-cli.ts");

type Run = { code: number | null; out: string; err: string };

function review(url: string | undefined, ...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { PATH: process.env.PATH, ...(url !== undefined && { HOLDFAST_DATABASE_URL: url }) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const run = { out: "", err: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      run.out += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      run.err += chunk;
    });
    child.on("close", (code) => resolve({ code, ...run }));
  });
}

const rejected: OrderEvent = { kind: "charge-ended", result: { kind: "rejected", why: "request-rejected" } };

async function withReview(t: TestContext) {
  const url = await postgres.newDatabase();
  const book = await orderBook(t, url);
  const order = someOrder({ paymentMethod: "pm_secret" });
  await book.orders.finish(await placeLeased(book.orders, order), rejected);
  return { ...book, url, order };
}

test("Without orders in review there is nothing to do.", async (t) => {
  const url = await postgres.newDatabase();
  const { orders } = await orderBook(t, url);
  await placePending(orders);
  assert.deepEqual(await review(url), { code: 0, out: "No order needs a person.\n", err: "" });
});

test("Each order in review is shown with what is wrong and what can be done, and without its payment method.", async (t) => {
  const { url, order } = await withReview(t);
  const { code, out, err } = await review(undefined, "list", "--database-url", url);
  assert.deepEqual([code, err], [0, ""]);
  for (const text of [
    "1 order needs a person.",
    order.orderId,
    "shop",
    "2 × grinder, 378.00 EUR",
    "less than a minute",
    `${order.orderId}/1`,
    "Payment refuses this charge for good",
    "cancel it",
  ])
    assert.ok(out.includes(text), `${text} is missing from\n${out}`);
  assert.doesNotMatch(out, /pm_secret/);
});

test("What is to be tried again is due at once, and no longer in review.", async (t) => {
  const { url, order, orders } = await withReview(t);
  const { code, out } = await review(url, "retry", order.orderId);
  assert.deepEqual([code, out], [0, `Order ${order.orderId} is tried again from now on.\n`]);
  const claim = await orders.claimOne(order.orderId, 1_000);
  assert.deepEqual(claim?.order.state, {
    status: "payment-pending",
    action: { kind: "charge" },
    charged: "unknown",
  });
});

test("What is to be cancelled is voided by settlement first.", async (t) => {
  const { url, order, orders } = await withReview(t);
  const { code, out } = await review(url, "cancel", order.orderId);
  assert.deepEqual([code, out], [0, `Order ${order.orderId} is being cancelled from now on.\n`]);
  const claim = await orders.claimOne(order.orderId, 1_000);
  assert.ok(claim?.order.state.status === "payment-pending" && claim.order.state.action.kind === "cancel");
});

test("An order that is not in review, or not there, is left alone, and the exit code is 1.", async (t) => {
  const { url, orders } = await withReview(t);
  const { orderId } = await placePending(orders);
  const notThere = someOrder().orderId;
  const why = "it is not in review";
  assert.deepEqual(await review(url, "cancel", orderId), {
    code: 1,
    out: `Order ${orderId} was not changed: ${why}.\n`,
    err: "",
  });
  assert.deepEqual(await review(url, "retry", notThere), {
    code: 1,
    out: `Order ${notThere} was not changed: there is no such order.\n`,
    err: "",
  });
});

test("Help is printed when asked for, and what cannot be used is an error with exit code 2 and no password.", async () => {
  const help = await review(undefined, "--help");
  assert.equal(help.code, 0);
  assert.match(help.out, /retry ORDER_ID/);
  const empty = await postgres.newDatabase();
  const wrong: [string | undefined, string[], RegExp][] = [
    [empty, ["settle"], /"settle" is not a command: list, retry or cancel/],
    [empty, ["retry"], /retry takes the id of one order/],
    [empty, ["retry", "42"], /retry takes the id of one order/],
    [empty, ["--what"], /Unknown option '--what'/],
    [empty, [], /the database of HOLDFAST_DATABASE_URL is no order book/],
    ["postgres://u:s3cret@127.0.0.1:1/none", [], /the order book of HOLDFAST_DATABASE_URL does not answer/],
    ["s3cret", [], /HOLDFAST_DATABASE_URL cannot be used/],
  ];
  for (const [url, args, message] of wrong) {
    const { code, out, err } = await review(url, ...args);
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, message);
    assert.doesNotMatch(err, /s3cret/);
  }
});
