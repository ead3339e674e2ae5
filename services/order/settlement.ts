/**
 * Settlement: in each replica a loop that takes up due orders and calls Payment for them. It asks the breaker before it
 * takes anything up: while it is open, nothing; in half-open, one order at a time, so that a backlog finds out by itself that Payment is
 * back, and leaves trials to live orders; closed, as many as the settings allow. The longest due come first.
 */
import type { Registry } from "prom-client";
import type { Log } from "../shared/log.ts";
import { fullJitterMs } from "./back-off.ts";
import type { State } from "./breaker/policy.ts";
import type { PaymentCalls } from "./call-payment.ts";
import type { Changed, Claim, Orders } from "./orders.ts";
import { type Gate, type SettleDependencies, settle } from "./settle.ts";
import { countSettlements } from "./settlement-metrics.ts";
import { paceOf } from "./settlement-pace.ts";
import { mayCall, roomFor } from "./settlement-room.ts";
import type { SettlementSettings } from "./settlement-settings.ts";

export type SettlementOptions = {
  orders: Pick<Orders, "claim" | "claimOne" | "finish">;
  payments: PaymentCalls;
  /** Of the breaker that `payments` pass; "closed" where its mode refuses nothing. */
  breakerState: () => State;
  settings: SettlementSettings;
  /** In force when a call begins. */
  callDeadlineMs: () => number;
  /** Is told of each change that was written. */
  onChanged: (changed: Changed) => void;
  registry: Registry;
  log: Log;
  random: () => number;
  clock?: SettlementClock;
};

/** Time, which passes by itself unless a test has its own. */
export type SettlementClock = {
  /** Monotonic milliseconds. */
  now: () => number;
  /** Does something later; gives what stops it. */
  after: (ms: number, action: () => void) => () => void;
};

export type Settlement = {
  start(): void;
  /** Settles one order now, if it is due and nobody else does. An error says that the order book did not answer. */
  settleOne(orderId: string): Promise<void>;
  /** Takes nothing up any more, and waits for what is under way. */
  close(): Promise<void>;
};

/** While the order book does not answer, it is asked again after this at most. */
const LONGEST_PAUSE_MS = 5_000;

export function settlement(options: SettlementOptions): Settlement {
  const { orders, breakerState, settings, callDeadlineMs, registry, log, random, clock = realClock } = options;
  const metrics = countSettlements(registry);
  const pace = paceOf({ ratePerSecond: settings.ratePerSecond, burst: settings.concurrency }, clock.now);
  const leaseMs = () => callDeadlineMs() + settings.leaseMarginMs;
  const dependencies: SettleDependencies = {
    ...options,
    leaseMs,
    onSettled(settled) {
      metrics.onSettled(settled);
      // Live orders have the trials there are: the backlog need not try one after the other in vain.
      if (settled === "refused") refusedUntilMs = clock.now() + settings.pollMs;
    },
  };
  const underWay = new Set<Promise<void>>();
  let trials = 0;
  let failures = 0;
  let refusedUntilMs = Number.NEGATIVE_INFINITY;
  let closing = false;
  let wake = () => {};
  let loop = Promise.resolve();

  /** How many orders may be taken up now. */
  function room(): number {
    if (clock.now() < refusedUntilMs) return 0;
    const free = Math.min(settings.concurrency - underWay.size, pace.places());
    return roomFor(breakerState(), { free, trials });
  }

  const gate: Gate = async (call) => {
    const breaker = breakerState();
    if (!mayCall(breaker, trials)) return { kind: "refused" };
    if (breaker !== "half-open") return call();
    trials++;
    try {
      return await call();
    } finally {
      trials--;
    }
  };

  async function run(claim: Claim): Promise<void> {
    try {
      await settle(dependencies, claim, gate);
    } catch (error) {
      metrics.onError();
      const { orderId } = claim.order;
      log.warn({ orderId, err: error }, "what came of an order could not be written down: Payment is asked again");
    }
  }

  function begin(claim: Claim): void {
    const work = run(claim).finally(() => {
      underWay.delete(work);
      wake();
    });
    underWay.add(work);
  }

  /** Whether there may be more. */
  async function takeUp(count: number): Promise<boolean> {
    const claims = await orders.claim(count, leaseMs());
    pace.take(claims.length);
    for (const claim of claims) begin(claim);
    return claims.length === count;
  }

  /** Milliseconds until it is worth looking again; less if an order's work ends before. */
  async function step(): Promise<number> {
    const count = room();
    if (count === 0) return Math.min(settings.pollMs, pace.waitMs() || settings.pollMs);
    try {
      const more = await takeUp(count);
      if (failures > 0) log.info("the order book answers again: settlement goes on");
      failures = 0;
      return more ? 0 : settings.pollMs;
    } catch (error) {
      metrics.onError();
      failures++;
      if (failures === 1) log.error({ err: error }, "the order book does not answer: settlement waits for it");
      return settings.pollMs + fullJitterMs(failures, settings.pollMs, LONGEST_PAUSE_MS, random);
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = clock.after(ms, resolve);
      wake = () => {
        stop();
        resolve();
      };
    });
  }

  return {
    start() {
      loop = (async () => {
        while (!closing) {
          const ms = await step();
          if (!closing && ms > 0) await pause(ms);
        }
      })();
    },
    async settleOne(orderId) {
      // A customer is waiting: this is a live call, and takes its chance with the breaker like any other.
      await settle(dependencies, await orders.claimOne(orderId, leaseMs()), (call) => call());
    },
    async close() {
      closing = true;
      wake();
      await loop;
      await Promise.all(underWay);
    },
  };
}

const realClock: SettlementClock = {
  now: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    // Stryker disable next-line ArrowFunction: a timer that is left resolves what is resolved already
    return () => clearTimeout(timer);
  },
};
