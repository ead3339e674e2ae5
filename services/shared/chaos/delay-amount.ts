/** How long a delay is. */
import { type Delay, MAX_DELAY_MS } from "./fault-settings.ts";

/** 99 in 100 of a standard normal distribution lie below. */
const NORMAL_P99 = 2.326_347_9;

/** The delay in milliseconds that a share of `drawn`, in (0, 1), of all delays are shorter than. */
export function delayMs({ ms, jitterMs, p99Ms }: Omit<Delay, "percentage">, drawn: number): number {
  if (jitterMs !== undefined) return Math.min(MAX_DELAY_MS, ms + (2 * drawn - 1) * jitterMs);
  if (p99Ms === undefined) return ms;
  const sigma = Math.log(p99Ms / ms) / NORMAL_P99;
  return Math.min(MAX_DELAY_MS, ms * Math.exp(sigma * normalQuantile(drawn)));
}

/** Right to 0.00045 (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23): more than a delay needs. */
function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  // A draw of exactly 0 would be an infinitely short delay.
  const t = Math.sqrt(-2 * Math.log(Math.max(probability, 2 ** -49)));
  return -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
}
