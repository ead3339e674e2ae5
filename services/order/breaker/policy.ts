/**
 * The breaker's decisions, after sony/gobreaker v2.4.0 (gobreaker.go): pure, with time as an argument.
 * A generation is one stretch of counting. It ends with a change of state, with the fixed window and with
 * new settings; a result that comes back in a later generation than its call began in counts for nothing.
 */
import { type Counts, RollingCounts } from "./rolling-counts.ts";
import type { Verdict } from "./verdict.ts";

export type State = "closed" | "open" | "half-open";

/**
 * What the policy needs of the breaker's settings. `maxRequests` and `openMs` are above 0; `intervalMs` 0 never
 * clears the counts; the window rolls if `bucketMs` is above 0 and below `intervalMs`, and is fixed otherwise.
 */
export type PolicySettings = {
  maxRequests: number;
  intervalMs: number;
  bucketMs: number;
  openMs: number;
  failureRatio: number;
  minRequests: number;
};

/** A call's place in the counts, to be handed back with its verdict. */
export type Admission = { readonly admitted: true; readonly generation: number; readonly age: number };
/** Open: no call is let through. Half-open: the trials that are allowed are under way. */
export type Refusal = { readonly admitted: false; readonly reason: "open" | "half-open" };

// Made once: a refusal should cost nothing.
const OPEN: Refusal = { admitted: false, reason: "open" };
const ENOUGH_TRIALS: Refusal = { admitted: false, reason: "half-open" };

export class Policy {
  #settings: PolicySettings;
  readonly #onTransition: (from: State, to: State) => void;
  #state: State = "closed";
  #generation = 0;
  #counts: RollingCounts;
  /** Begin of this generation; ages of buckets count from here. */
  #startedAt = 0;
  /** The generation ends when the clock is past this (not at it). */
  #expiresAt = 0;
  #enteredAt = 0;
  /** The first generation of the present state: later ones of the same state come from new windows or settings. */
  #stateSince = 0;
  /**
   * Trials still in flight from before a change of settings: they keep their places until they end.
   * Means something in half-open only, which begins with 0.
   */
  #carriedTrials = 0;

  /** All times are milliseconds of one monotonic clock. `onTransition` is told after each change of state. */
  constructor(settings: PolicySettings, now: number, onTransition: (from: State, to: State) => void = () => {}) {
    this.#settings = settings;
    this.#counts = new RollingCounts(bucketsOf(settings));
    this.#onTransition = onTransition;
    this.#newGeneration(now);
  }

  /** Grows by one with each stretch of counting. */
  get generation(): number {
    return this.#generation;
  }

  /** A live view of this generation's counts, as of the last call of another method. */
  get counts(): Readonly<Counts> {
    return this.#counts.total;
  }

  /** The state at `now`; an open breaker whose time is over turns half-open here. */
  state(now: number): State {
    this.#advance(now);
    return this.#state;
  }

  /** Asks to make a call. An admitted one must be settled, once. */
  admit(now: number): Admission | Refusal {
    this.#advance(now);
    if (this.#state === "open") return OPEN;
    if (this.#state === "half-open" && this.#trials() >= this.#settings.maxRequests) return ENOUGH_TRIALS;
    this.#counts.start();
    return { admitted: true, generation: this.#generation, age: this.#counts.age };
  }

  /** Takes the verdict of an admitted call, at the time it ended. */
  settle(call: Admission, verdict: Verdict, now: number): void {
    this.#advance(now);
    if (call.generation !== this.#generation) {
      if (call.generation >= this.#stateSince) this.#carriedTrials--;
      return;
    }
    this.#counts.end(verdict, call.age);
    const halfOpen = this.#state === "half-open";
    if (verdict === "failure") {
      if (halfOpen || this.#readyToTrip()) this.#enter("open", now);
    } else if (halfOpen && this.counts.consecutiveSuccesses >= this.#settings.maxRequests) {
      this.#enter("closed", now);
    }
  }

  /**
   * Takes new settings. The state stays and the counts clear; an open breaker expires at its opening plus the
   * new `openMs`; trials in flight keep their places until they end, but say nothing any more.
   */
  configure(settings: PolicySettings, now: number): void {
    this.#advance(now);
    const { requests, totalSuccesses, totalExclusions } = this.counts;
    this.#carriedTrials += requests - totalSuccesses - totalExclusions;
    this.#settings = settings;
    this.#counts = new RollingCounts(bucketsOf(settings));
    this.#newGeneration(now);
  }

  #trials(): number {
    return this.counts.requests - this.counts.totalExclusions + this.#carriedTrials;
  }

  #readyToTrip(): boolean {
    const { requests, totalFailures } = this.counts;
    return requests >= this.#settings.minRequests && totalFailures / requests >= this.#settings.failureRatio;
  }

  /** Time passes only here: states and windows end when somebody looks. */
  #advance(now: number): void {
    if (now > this.#expiresAt) {
      if (this.#state === "open") this.#enter("half-open", now);
      else this.#newGeneration(now);
    } else if (this.#state === "closed" && this.#counts.rolls) {
      this.#counts.rollTo(Math.floor((now - this.#startedAt) / this.#settings.bucketMs));
    }
  }

  #enter(state: State, now: number): void {
    const from = this.#state;
    this.#state = state;
    this.#enteredAt = now;
    this.#carriedTrials = 0;
    this.#newGeneration(now);
    this.#stateSince = this.#generation;
    this.#onTransition(from, state);
  }

  #newGeneration(now: number): void {
    this.#generation++;
    this.#startedAt = now;
    this.#counts.clear();
    this.#expiresAt = this.#expiry();
  }

  #expiry(): number {
    const { intervalMs, openMs } = this.#settings;
    if (this.#state === "open") return this.#enteredAt + openMs;
    // A rolling window has no end, nor has one of length 0.
    if (this.#state === "closed" && intervalMs > 0 && !this.#counts.rolls) return this.#startedAt + intervalMs;
    // Nor has half-open: its trials end it, which is why each of them needs a deadline.
    return Number.POSITIVE_INFINITY;
  }
}

/** Buckets of the rolling window, whose length is rounded up to whole ones; a fixed window has none. */
function bucketsOf({ intervalMs, bucketMs }: PolicySettings): number {
  return bucketMs > 0 && bucketMs < intervalMs ? Math.ceil(intervalMs / bucketMs) : 0;
}
