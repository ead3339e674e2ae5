/** Order's database is lost for a while under load, alone: Payment has its own. Then the checker reads what everybody was told. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { callerOf } from "../client.ts";
import { openBooks } from "../dump.ts";
import type { HistoryEvent } from "../history.ts";
import { openLoop } from "../load/open-loop.ts";
import { startServers } from "../servers.ts";
import { startHouse } from "./house.ts";

/** Its server is killed, and connections are refused; or there is no answer, nor an end of a connection. */
export type Loss = "killed" | "silent";

export type OutageOptions = { loss: Loss; seconds: number };

/** Times are the history's. */
export type Outage = { lostMs: number; backMs: number; history: HistoryEvent[] };

export const DEADLINE_MS = 2_000;
const RATE_PER_SECOND = 20;
const CLIENTS = 20;
const BEFORE_MS = 5_000;
const AFTER_MS = 15_000;
const SETTLE_MS = 60_000;

export async function outage({ loss, seconds }: OutageOptions): Promise<Outage> {
  const folder = mkdtempSync(path.join(tmpdir(), "holdfast-outage-"));
  mkdirSync(path.join(folder, "logs"));
  const servers = await startServers(path.join(folder, "postgres"));
  const started = performance.now();
  const sinceStart = () => Math.round(performance.now() - started);
  const history: HistoryEvent[] = [{ type: "round", seed: "", round: 0, startedAt: Date.now() }];
  const record = (event: HistoryEvent) => void history.push(event);
  await servers.newRound(0);
  const books = openBooks((name) => servers.url(name, 0));
  const house = await startHouse({
    folder,
    servers,
    onEnd: (replica) => record({ type: "died", atMs: sinceStart(), replica }),
  });
  const caller = callerOf(house.orders, record, sinceStart);

  const told = new Map<number, string>();
  async function place(number: number, deadlineMs = DEADLINE_MS): Promise<void> {
    const call = {
      method: "PlaceOrder",
      productId: "grinder",
      quantity: 1,
      paymentMethod: number % 5 === 0 ? "pm_card_declined" : "pm_card_visa",
      idempotencyKey: `order-${number}`,
    } as const;
    const { order } = await caller.call(clientOf(number), number, call, deadlineMs);
    if (order) told.set(number, order.orderId);
  }

  try {
    await Promise.all(Array.from({ length: 2 * CLIENTS }, (_, number) => place(number, 10_000)));
    let placed = 2 * CLIENTS;
    let over = false;
    const load = openLoop({ ratePerSecond: RATE_PER_SECOND, isOver: () => over, begin: () => place(placed++) });
    await delay(BEFORE_MS);
    const lostMs = sinceStart();
    if (loss === "killed") await servers.kill("order", seconds * 1_000);
    else {
      house.orderBook.setFault("blackhole");
      await delay(seconds * 1_000);
      house.orderBook.setFault(undefined);
    }
    const backMs = sinceStart();
    await delay(AFTER_MS);
    over = true;
    await load;

    await untilSettled(books);
    // Who was not answered asks again; and everybody looks at what they have.
    for (let number = 0; number < placed; number++) {
      if (!told.has(number)) await place(number);
      const orderId = told.get(number);
      if (orderId) await caller.call(clientOf(number), number, { method: "GetOrder", orderId }, DEADLINE_MS);
    }
    record({ type: "settled", atMs: sinceStart(), ...(await untilSettled(books)) });
    await books.dump(record);
    return { lostMs, backMs, history };
  } finally {
    caller.close();
    await house.end();
    await books.close();
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const clientOf = (number: number) => `client-${number % CLIENTS}`;

async function untilSettled(books: ReturnType<typeof openBooks>): Promise<{ orders: number; payments: number }> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const left = await books.underWay();
    if ((left.orders === 0 && left.payments === 0) || performance.now() > deadline) return left;
    await delay(250);
  }
}
