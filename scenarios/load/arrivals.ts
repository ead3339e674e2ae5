/** When calls are due, and what each of them is: all of it before the first one begins, from a seed. */
import { seeded } from "../../services/order/breaker/seeded.ts";
import type { Load } from "../scenario.ts";

export type Arrival = { dueMs: number; client: number } & (
  | { method: "PlaceOrder"; paymentMethod: string }
  /** `pick` in [0, 1) says which of the orders that the client has by then. */
  | { method: "GetOrder"; pick: number }
);

/** Calls a second that are due around `atMs`. */
export function rateAt({ rate }: Pick<Load, "rate">, atMs: number): number {
  const next = rate.findIndex((step) => step.atMs > atMs);
  if (next === 0) return rate[0]?.perSecond ?? 0;
  const [from, to] = next === -1 ? [rate.at(-1), undefined] : [rate[next - 1], rate[next]];
  if (!from || !to) return from?.perSecond ?? 0;
  return from.perSecond + ((to.perSecond - from.perSecond) * (atMs - from.atMs)) / (to.atMs - from.atMs);
}

/**
 * The schedule from `fromMs` to `toMs`. A Poisson process has exponential gaps; both kinds are stretched by the rate
 * at the instant that the gap begins.
 */
export function arrivals(load: Load, { fromMs, toMs }: { fromMs: number; toMs: number }, seed: number): Arrival[] {
  const { next } = seeded(seed);
  const due: Arrival[] = [];
  let dueMs = fromMs;
  for (;;) {
    const meanMs = 1_000 / rateAt(load, dueMs);
    dueMs += load.spacing === "even" ? meanMs : -Math.log(1 - next()) * meanMs;
    if (!(dueMs < toMs)) return due;
    const client = Math.floor(next() * load.clients);
    if (next() * 100 < load.getPercentage) due.push({ dueMs, client, method: "GetOrder", pick: next() });
    else due.push({ dueMs, client, method: "PlaceOrder", paymentMethod: weighted(load.paymentMethods, next()) });
  }
}

function weighted(weights: Record<string, number>, draw: number): string {
  let left = draw * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  for (const [name, weight] of Object.entries(weights)) {
    left -= weight;
    if (left < 0) return name;
  }
  return Object.keys(weights)[0] ?? "";
}
