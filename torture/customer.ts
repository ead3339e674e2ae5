/** A client as clients are: it places orders, asks again when in doubt, changes its mind, and looks after what it has. */
import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../services/order/breaker/seeded.ts";
import type { Answer, Caller } from "./client.ts";
import type { Call, OrderView } from "./history.ts";

export const APPROVED = ["pm_card_visa", "pm_card_mastercard", "pm_card_slow"] as const;
export const DECLINED = ["pm_card_declined", "pm_card_insufficient_funds", "pm_card_expired"] as const;
/** No payment service knows it: an order with it must end with a person. */
export const POISON = "pm_unheard_of";

/** Unit prices in euro cents, as the services' default catalogue has them. */
export const PRICES: Readonly<Record<string, number>> = {
  "espresso-beans": 1_450,
  grinder: 18_900,
  "espresso-machine": 64_900,
};

type Placing = Extract<Call, { method: "PlaceOrder" }>;

export type Customer = {
  /** Calls, one at a time, until `isOver`. */
  shop(isOver: () => boolean): Promise<void>;
  /** When all is well again: every order is looked at, and what is not known to be ordered is asked for once more. */
  lookBack(): Promise<void>;
};

export type CustomerOptions = {
  clientId: string;
  caller: Caller;
  random: Random;
  /** All orders that any customer was told of: those of others are nobody's business, and asked for all the same. */
  market: string[];
  /** Whether it also pays by the method that takes Payment 5 seconds. */
  slow: boolean;
};

export function customer({ clientId, caller, random, market, slow }: CustomerOptions): Customer {
  const placed: Placing[] = [];
  /** Orders it was told of, the newest last. */
  const known: string[] = [];
  const told = new Set<Placing>();
  let replica = random.next() < 0.5 ? 0 : 1;

  async function ask(call: Call, deadlineMs = drawDeadline()): Promise<Answer> {
    const answer = await caller.call(clientId, replica, call, deadlineMs);
    // As a balancer would: to the other one, and not at once if that was refused too.
    if (answer.ending !== "ok" || random.next() < 0.3) replica = 1 - replica;
    if (answer.ending !== "ok" && answer.ending.code === "UNAVAILABLE") await delay(random.next() * 100);
    const orderId = answer.order?.orderId;
    if (orderId && !known.includes(orderId)) {
      known.push(orderId);
      market.push(orderId);
    }
    return answer;
  }

  async function place(call: Placing, deadlineMs?: number): Promise<OrderView | undefined> {
    const { order } = await ask(call, deadlineMs);
    if (order) told.add(call);
    return order;
  }

  /** Often too short for a charge, sometimes for the order book. */
  const drawDeadline = () => (random.next() < 0.35 ? 60 + random.next() * 250 : 2_500);

  function newOrder(paymentMethod = drawMethod(), keyed = random.next() < 0.85): Placing {
    const call: Placing = {
      method: "PlaceOrder",
      productId: random.pick(["espresso-beans", "grinder", "espresso-machine"]),
      quantity: 1 + Math.floor(random.next() * 5),
      paymentMethod,
      idempotencyKey: keyed ? `${clientId}-${placed.length}` : "",
    };
    placed.push(call);
    return call;
  }

  function drawMethod(): string {
    if (slow && random.next() < 0.03) return "pm_card_slow";
    const draw = random.next();
    if (draw < 0.6) return random.pick(["pm_card_visa", "pm_card_mastercard"]);
    return draw < 0.94 ? random.pick(DECLINED) : POISON;
  }

  /** One of the newest orders: the older ones have little left to happen to them. */
  const recent = () => known[known.length - 1 - Math.floor(random.next() * Math.min(known.length, 4))] ?? "";

  async function somethingElse(): Promise<void> {
    const orderId = recent();
    const draw = random.next();
    if (draw < 0.3) await ask({ method: "CancelOrder", orderId });
    else if (draw < 0.6) await ask({ method: "ChangePaymentMethod", orderId, paymentMethod: drawMethod() });
    else if (draw < 0.73) await ask({ method: "GetOrder", orderId });
    else if (draw < 0.75) await pry();
    else if (draw < 0.85) await ask({ method: "WatchOrder", orderId }, 200 + random.next() * 1_500);
    else await askAgain();
  }

  async function pry(): Promise<void> {
    const orderId = market[Math.floor(random.next() * market.length)];
    // Not by `ask`: an answer would make it one of ours.
    if (orderId && !known.includes(orderId)) await caller.call(clientId, 0, { method: "GetOrder", orderId }, 2_500);
  }

  /** With the key of an earlier order: for the same, or by mistake for something else. */
  async function askAgain(): Promise<void> {
    const keyed = placed.filter(({ idempotencyKey }) => idempotencyKey !== "");
    const earlier = keyed[keyed.length - 1 - Math.floor(random.next() * Math.min(keyed.length, 4))];
    if (!earlier) return;
    if (random.next() < 0.25) await ask({ ...earlier, quantity: earlier.quantity + 1 });
    else await place(earlier);
  }

  /**
   * Does not wait for what comes of a charge, goes to another counter, and there pays with another method or cancels.
   * Whoever holds the first charge's answer by then must not write it over what came of that.
   */
  async function waver(): Promise<void> {
    const changes = random.next() < 0.6;
    const call = newOrder(changes ? random.pick(DECLINED) : "pm_card_visa", true);
    const order = (await place(call, 60 + random.next() * 100)) ?? (await place(call, 1_000));
    if (order?.status !== "PAYMENT_PENDING") return;
    const { orderId } = order;
    if (changes) await ask({ method: "ChangePaymentMethod", orderId, paymentMethod: "pm_card_visa" }, 1_000);
    else await ask({ method: "CancelOrder", orderId }, 1_000);
  }

  return {
    async shop(isOver) {
      while (!isOver()) {
        if (random.next() < 0.25) await waver();
        else if (known.length === 0 || random.next() < 0.45) {
          const call = newOrder();
          const order = await place(call);
          if (!order && call.idempotencyKey !== "" && random.next() < 0.6) await place(call);
          // A change of mind while the charge may still be under way.
          else if (order?.status === "PAYMENT_PENDING" && random.next() < 0.6) await somethingElse();
        } else await somethingElse();
        await delay(random.next() * 30);
      }
    },

    async lookBack() {
      const keyed = placed.filter(({ idempotencyKey }) => idempotencyKey !== "");
      // What was not answered may be ordered or not; a client that asks again with its key need not know.
      await Promise.all(keyed.filter((call) => !told.has(call)).map((call) => place(call, 5_000)));
      await Promise.all(keyed.slice(-5).map((call) => place(call, 5_000)));
      await Promise.all(known.map((orderId) => ask({ method: "GetOrder", orderId }, 5_000)));
      await Promise.all(known.slice(-3).map((orderId) => ask({ method: "WatchOrder", orderId }, 500)));
    },
  };
}
