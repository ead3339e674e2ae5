/**
 * Counts of calls over a fixed or a rolling window, after gobreaker's counter.go (v2.4.0).
 * It knows nothing of time: an age is the number of bucket lengths since the window began.
 */
import type { Verdict } from "./verdict.ts";

/** What gobreaker's `Counts()` returns. `requests` counts the calls in flight too. */
export type Counts = {
  requests: number;
  totalSuccesses: number;
  totalFailures: number;
  totalExclusions: number;
  consecutiveSuccesses: number;
  consecutiveFailures: number;
};

const none = (): Counts => ({
  requests: 0,
  totalSuccesses: 0,
  totalFailures: 0,
  totalExclusions: 0,
  consecutiveSuccesses: 0,
  consecutiveFailures: 0,
});

export class RollingCounts {
  /** The whole window: a live view, the sum of the buckets. */
  readonly total = none();
  readonly #buckets: Counts[];
  #age = 0;

  /** `buckets` 0 is a fixed window, which needs no parts. */
  constructor(buckets: number) {
    this.#buckets = Array.from({ length: buckets }, none);
  }

  get rolls(): boolean {
    return this.#buckets.length > 0;
  }

  /** The age of the newest bucket: a call that starts now remembers it. */
  get age(): number {
    return this.#age;
  }

  start(): void {
    this.total.requests++;
    const bucket = this.#bucket(this.#age);
    if (bucket) bucket.requests++;
  }

  /** Credits a verdict to the bucket that its call started in; a bucket that has left the window takes none. */
  end(verdict: Verdict, age: number): void {
    const bucket = this.#bucket(age);
    if (bucket) {
      if (this.#age - age >= this.#buckets.length) return;
      add(bucket, verdict);
    }
    add(this.total, verdict);
  }

  clear(): void {
    reset(this.total);
    this.#buckets.forEach(reset);
    this.#age = 0;
  }

  /** Rolls the window on to `age`, dropping the buckets that leave it. */
  rollTo(age: number): void {
    if (age - this.#age >= this.#buckets.length) {
      this.clear();
      this.#age = age;
    } else while (this.#age < age) this.#drop(++this.#age);
  }

  #bucket(age: number): Counts | undefined {
    return this.rolls ? this.#buckets[age % this.#buckets.length] : undefined;
  }

  #drop(age: number): void {
    const oldest = this.#bucket(age) ?? none();
    const { total } = this;
    // A streak shrinks only where it provably reaches back through every younger bucket into the oldest:
    // gobreaker compares it with the oldest bucket's own streak plus all successes (or failures) since.
    if (total.consecutiveSuccesses === oldest.consecutiveSuccesses + total.totalSuccesses - oldest.totalSuccesses)
      total.consecutiveSuccesses -= oldest.consecutiveSuccesses;
    if (total.consecutiveFailures === oldest.consecutiveFailures + total.totalFailures - oldest.totalFailures)
      total.consecutiveFailures -= oldest.consecutiveFailures;
    total.requests -= oldest.requests;
    total.totalSuccesses -= oldest.totalSuccesses;
    total.totalFailures -= oldest.totalFailures;
    total.totalExclusions -= oldest.totalExclusions;
    reset(oldest);
  }
}

function add(counts: Counts, verdict: Verdict): void {
  switch (verdict) {
    case "success":
      counts.totalSuccesses++;
      counts.consecutiveSuccesses++;
      counts.consecutiveFailures = 0;
      return;
    case "failure":
      counts.totalFailures++;
      counts.consecutiveFailures++;
      counts.consecutiveSuccesses = 0;
      return;
    case "excluded":
      counts.totalExclusions++;
  }
}

function reset(counts: Counts): void {
  counts.requests = 0;
  counts.totalSuccesses = 0;
  counts.totalFailures = 0;
  counts.totalExclusions = 0;
  counts.consecutiveSuccesses = 0;
  counts.consecutiveFailures = 0;
}
