/**
 * The breaker around calls to one service: our policy decides, opossum executes. The only file that knows
 * opossum, and only its public API. opossum never trips, half-opens or times out by itself here: what it
 * would decide by differs from gobreaker in every case that matters (breaker.opossum.test.ts shows each).
 */
import { isDeepStrictEqual } from "node:util";
import CircuitBreaker from "opossum";
import { type Admission, Policy, type Refusal, type State } from "./policy.ts";
import type { BreakerSettings } from "./settings.ts";
import type { Outcome, Verdict } from "./verdict.ts";

/** One call, told when it has ended or was refused. Times are of the breaker's clock. */
export type CallRecord = {
  startedMs: number;
  durationMs: number;
  /** In force when it began. */
  settings: Readonly<BreakerSettings>;
  /** State and generation that the decision was made in. */
  state: State;
  generation: number;
  /** Why the policy refused the call; in `observe` a refused call is made all the same. */
  refused?: Refusal["reason"];
  /** Of a call that was made. */
  verdict?: Verdict;
};

export type BreakerOptions = {
  settings: BreakerSettings;
  /** Monotonic milliseconds. */
  now: () => number;
  verdictOf: (outcome: Outcome) => Verdict;
  onCall?: (record: CallRecord) => void;
  onTransition?: (from: State, to: State) => void;
  /** opossum's name for it. */
  name?: string;
};

/** A call that was made and answered, or was not made. */
export type Answer<T> = { kind: "answered"; value: T } | { kind: "refused"; reason: Refusal["reason"] };

/** What opossum's fallback makes of an error, so that `fire` gives every outcome as a value. */
class Failed {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/**
 * opossum counts by listening to its own events, and keeps the duration of each call. Nobody reads that here, it
 * costs a fifth of a call, and what is not counted cannot trip.
 */
const COUNTED = ["fire", "success", "failure", "fallback"] as const;

/** Calls are per replica: another replica's breaker sees its own share of the traffic. */
export class Breaker {
  readonly #options: BreakerOptions;
  readonly #policy: Policy;
  readonly #opossum: CircuitBreaker<[action: () => Promise<unknown>], unknown>;
  #settings: BreakerSettings;

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#policy = new Policy(options.settings, options.now(), (from, to) => {
      this.#mirror(to);
      options.onTransition?.(from, to);
    });
    this.#opossum = new CircuitBreaker((action: () => Promise<unknown>) => action(), {
      name: options.name ?? "breaker",
      // The call has a deadline of its own; opossum's would give up the answer and leave the call running.
      timeout: false,
      // As late as a timer can be. Infinity would fire after 1 ms.
      resetTimeout: 2_147_483_647,
      // Never reached, so that opossum never trips. Infinity would be taken for 0.
      volumeThreshold: Number.MAX_SAFE_INTEGER,
      // Its own statistics at their cheapest; the rest is dropped below.
      rollingCountTimeout: 1_000,
      rollingCountBuckets: 1,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
    }).fallback((_action, error) => new Failed(error));
    for (const event of COUNTED) this.#opossum.removeAllListeners(event);
  }

  /** The state at this moment, of the policy: in `observe` and `off` it refuses nothing. */
  get state(): State {
    return this.#policy.state(this.#options.now());
  }

  /** In force now. */
  get settings(): Readonly<BreakerSettings> {
    return this.#settings;
  }

  /**
   * Makes the call if the breaker lets it through. An error of the action is rethrown, after it was counted.
   * The action must end: a trial that never does keeps its place for ever, so give every call a deadline.
   */
  call<T>(action: () => Promise<T>): Promise<Answer<T>> {
    const startedMs = this.#options.now();
    const { mode } = this.#settings;
    const decision = mode === "off" ? undefined : this.#policy.admit(startedMs);
    const record = this.#begin(startedMs, decision);
    if (decision?.admitted === false && mode === "enforce") {
      if (record) this.#options.onCall?.(record);
      return Promise.resolve({ kind: "refused", reason: decision.reason });
    }
    return this.#opossum.fire(action).then((result) => {
      const failed = result instanceof Failed;
      this.#end(failed ? { ok: false, error: result.error } : { ok: true, value: result }, decision, record);
      if (failed) throw result.error;
      return { kind: "answered", value: result as T };
    });
  }

  /**
   * Takes new settings; the same settings again change nothing. The state stays and the counts clear
   * (see Policy.configure).
   */
  configure(settings: BreakerSettings): void {
    if (isDeepStrictEqual(settings, this.#settings)) return;
    this.#settings = settings;
    this.#policy.configure(settings, this.#options.now());
    this.#mirror(this.#policy.state(this.#options.now()));
  }

  /** Stops opossum's timers. Calls under way end as usual; new ones are errors. */
  shutdown(): void {
    this.#opossum.shutdown();
  }

  /** The record of a call, if anybody wants it. */
  #begin(startedMs: number, decision: Admission | Refusal | undefined): CallRecord | undefined {
    if (!this.#options.onCall) return undefined;
    return {
      startedMs,
      durationMs: 0,
      settings: this.#settings,
      state: this.#policy.state(startedMs),
      generation: this.#policy.generation,
      ...(decision?.admitted === false && { refused: decision.reason }),
    };
  }

  #end(outcome: Outcome, decision: Admission | Refusal | undefined, record: CallRecord | undefined): void {
    const endedMs = this.#options.now();
    const verdict = this.#options.verdictOf(outcome);
    if (decision?.admitted) this.#policy.settle(decision, verdict, endedMs);
    if (record) this.#options.onCall?.({ ...record, durationMs: endedMs - record.startedMs, verdict });
  }

  /** opossum shows what is enforced: it has no half-open of ours, in which it would let one call through. */
  #mirror(state: State): void {
    if (state === "open" && this.#settings.mode === "enforce") this.#opossum.open();
    else this.#opossum.close();
  }
}
