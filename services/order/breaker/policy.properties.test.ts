import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Admission, Policy, type PolicySettings, type State } from "./policy.ts";
import type { Verdict } from "./verdict.ts";

const settings = fc.record({
  maxRequests: fc.integer({ min: 1, max: 5 }),
  intervalMs: fc.constantFrom(0, 1, 10, 50),
  bucketMs: fc.constantFrom(0, 0, 1, 4, 10),
  openMs: fc.integer({ min: 1, max: 20 }),
  failureRatio: fc.constantFrom(0.2, 0.5, 1),
  minRequests: fc.integer({ min: 1, max: 6 }),
});

type Action =
  | { kind: "call" }
  | { kind: "end"; which: number; verdict: Verdict }
  | { kind: "wait"; ms: number }
  | { kind: "configure"; settings: PolicySettings };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("call") }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("end"),
      which: fc.nat(),
      verdict: fc.constantFrom("success", "failure", "failure", "excluded"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait"), ms: fc.integer({ min: 0, max: 25 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("configure"), settings }) },
);

/** A breaker and what an onlooker knows of it; `episode` counts the changes of state. */
class World {
  settings: PolicySettings;
  policy: Policy;
  now = 0;
  episode = 0;
  inFlight: { call: Admission; state: State; episode: number }[] = [];

  constructor(settings: PolicySettings) {
    this.settings = settings;
    this.policy = new Policy(settings, 0, () => this.episode++);
  }

  get state(): State {
    return this.policy.state(this.now);
  }

  /** Trials under way in the present half-open, from before a change of settings or after it. */
  get trials(): number {
    return this.inFlight.filter(({ state, episode }) => state === "half-open" && episode === this.episode).length;
  }

  /** All that can be seen of the policy from outside. */
  view(): object {
    return { state: this.state, generation: this.policy.generation, counts: { ...this.policy.counts } };
  }

  call(): boolean {
    const { state } = this;
    const decision = this.policy.admit(this.now);
    if (decision.admitted) this.inFlight.push({ call: decision, state, episode: this.episode });
    return decision.admitted;
  }

  end(which: number, verdict: Verdict): void {
    const [ended] = this.inFlight.splice(which, 1);
    if (ended) this.policy.settle(ended.call, verdict, this.now);
  }

  take(action: Action): void {
    if (action.kind === "call") this.call();
    else if (action.kind === "wait") this.now += action.ms;
    else if (action.kind === "end") this.end(action.which % this.inFlight.length, action.verdict);
    else {
      this.settings = action.settings;
      this.policy.configure(action.settings, this.now);
    }
  }
}

/** Plays random histories: `step` takes each action, `last` looks at where they led. */
const play = (step: (world: World, action: Action) => void, last: (world: World) => void = () => {}) =>
  fc.assert(
    fc.property(settings, fc.array(action, { minLength: 20, maxLength: 120 }), (given, actions) => {
      const world = new World(given);
      for (const action of actions) step(world, action);
      last(world);
    }),
    { numRuns: 500 },
  );

test("a trial is let through only if those in flight, of old and new settings, leave it a place", () => {
  play((world, action) => {
    const halfOpen = world.state === "half-open";
    const { trials } = world;
    world.take(action);
    if (halfOpen && action.kind === "call") assert.ok(world.trials <= Math.max(trials, world.settings.maxRequests));
  });
});

test("half-open is never stuck: when its trials have ended, new ones are let through, and successes close it", () => {
  play(
    (world, action) => world.take(action),
    (world) => {
      while (world.inFlight.length > 0) world.end(0, "success");
      while (world.state === "half-open") {
        assert.ok(world.call());
        world.end(0, "success");
      }
    },
  );
});

test("a stale result changes nothing", () => {
  play((world, action) => {
    const before = world.view();
    const ended = action.kind === "end" ? world.inFlight[action.which % world.inFlight.length] : undefined;
    const stale = ended !== undefined && ended.call.generation !== world.policy.generation;
    world.take(action);
    if (stale) assert.deepEqual(world.view(), before);
  });
});

test("a rejected call changes no counts", () => {
  play((world, action) => {
    const before = world.view();
    if (action.kind !== "call") world.take(action);
    else if (!world.call()) assert.deepEqual(world.view(), before);
  });
});
