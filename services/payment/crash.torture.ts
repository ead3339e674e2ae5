/** A Payment process that dies at each of its crash points, and another that goes on: money moves once, ledger and processor agree. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, type TestContext, test } from "node:test";
import { credentials } from "@grpc/grpc-js";
import { testPostgres } from "../../local/test-postgres.ts";
import { PaymentClient, paymentService } from "../../proto/contracts.ts";
import { call } from "../shared/rpc-client.ts";
import { RpcError } from "../shared/rpc-error.ts";
import { CRASH_POINTS, type CrashPoint } from "./crash-points.ts";
import type { DatabaseUrls } from "./databases.ts";
import { testParties } from "./test-parties.ts";

const postgres = await testPostgres({ max_connections: "200" });
const SOON = { deadlineMs: 10_000 };
const CHARGE = { amount: { currencyCode: "EUR", amountMinor: "2900" }, paymentMethod: "pm_card_visa" };

type Ask = "charge" | "void" | "reverse";
/** The process dies at `point` of the last of `before`; once its lease is over, `after` is asked of another replica. */
type Story = { before: Ask[]; point: string; after: Ask; answer: string; moves: string };

const CHARGE_POINTS: CrashPoint[] = [
  "before-claim",
  "after-claim",
  "before-charge",
  "before-processor-commit",
  "after-processor-commit",
  "after-charge",
  "before-settle",
  "after-settle",
];
// After the charge that comes before: what that has reached once is reached for the second time.
const REVERSAL_POINTS = [
  "before-claim#2",
  "after-claim#2",
  "before-void",
  "before-processor-commit#2",
  "after-processor-commit#2",
  "after-void",
  "before-settle#2",
  "after-settle#2",
];

const STORIES: Story[] = [
  ...CHARGE_POINTS.map((point): Story => {
    return { before: ["charge"], point, after: "charge", answer: "approved", moves: "charge" };
  }),
  { before: ["charge"], point: "before-charge", after: "reverse", answer: "voided", moves: "" },
  { before: ["charge"], point: "before-processor-commit", after: "reverse", answer: "voided", moves: "" },
  {
    before: ["charge"],
    point: "after-processor-commit",
    after: "reverse",
    answer: "reversed",
    moves: "charge,reversal",
  },
  ...REVERSAL_POINTS.map((point): Story => {
    return { before: ["charge", "reverse"], point, after: "reverse", answer: "reversed", moves: "charge,reversal" };
  }),
  { before: ["void"], point: "before-tombstone", after: "charge", answer: "approved", moves: "charge" },
  { before: ["void"], point: "after-tombstone", after: "charge", answer: "void", moves: "" },
];

/** Payment as a process of its own, which takes calls. */
async function paymentProcess(t: TestContext, urls: DatabaseUrls, crashPoint: string) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
    env: {
      HOLDFAST_SETTINGS: JSON.stringify({ listen: { port: 0 }, metrics: { port: 0 }, resolveEveryMs: 60_000 }),
      HOLDFAST_DATABASE_URL: urls.ledger,
      HOLDFAST_PROCESSOR_DATABASE_URL: urls.processor,
      HOLDFAST_CRASH_POINT: crashPoint,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const exit = once(child, "exit");
  for await (const line of createInterface(child.stdout)) {
    const { msg, port } = JSON.parse(line);
    if (msg === "payment takes calls") return { exit, port: port as number };
  }
  throw new Error("the process ended before it took calls");
}

/** Asks over the wire, and says whether there was an answer. */
async function isAnswered(client: PaymentClient, ask: Ask, idempotencyKey: string): Promise<boolean> {
  try {
    if (ask === "charge") await call(client, paymentService.ProcessPayment, { ...CHARGE, idempotencyKey }, SOON);
    else await call(client, paymentService.VoidPayment, { idempotencyKey, reverse: ask === "reverse" }, SOON);
    return true;
  } catch (error) {
    assert.ok(error instanceof RpcError && error.code === "UNAVAILABLE", String(error));
    return false;
  }
}

describe("dying at", { concurrency: 3 }, () => {
  for (const { before, point, after, answer, moves } of STORIES)
    test(`${point} of ${before.join(", ")}; then ${after}: ${answer}`, async (t) => {
      const urls = { ledger: await postgres.newDatabase(), processor: await postgres.newDatabase() };
      const { exit, port } = await paymentProcess(t, urls, point);
      const client = new PaymentClient(`127.0.0.1:${port}`, credentials.createInsecure());
      t.after(() => client.close());
      for (const [at, ask] of before.entries())
        assert.equal(await isAnswered(client, ask, "key"), at < before.length - 1);
      assert.deepEqual(await exit, [null, "SIGKILL"]);

      const { replica, expireLeases, moved, assertAgreed } = await testParties(t, urls);
      const other = replica();
      await expireLeases();
      // Asked a second time, it is the same.
      for (let time = 0; time < 2; time++) {
        const { kind } = await (after === "charge"
          ? other.charge("key", { amount: { currencyCode: "EUR", amountMinor: 2_900 }, method: "pm_card_visa" })
          : other.void("key", true));
        assert.equal(kind, answer);
      }
      assert.equal(await moved("key"), moves);
      await assertAgreed();
    });
});

test("no crash point is left out", () => {
  const reached = new Set(STORIES.map(({ point }) => point.replace(/#.*/, "")));
  assert.deepEqual([...reached].sort(), [...CRASH_POINTS].sort());
});
