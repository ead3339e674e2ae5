/**
 * What the breaker costs, side by side with stock opossum, cockatiel and a bare promise in one run.
 * Rounds are interleaved, so that a noisy moment hits all alike; each figure is the median of its rounds.
 */
import { circuitBreaker, handleAll, SamplingBreaker } from "cockatiel";
import CircuitBreaker from "opossum";
import { Breaker } from "../services/order/breaker/breaker.ts";
import { Policy } from "../services/order/breaker/policy.ts";
import { BreakerSettings } from "../services/order/breaker/settings.ts";
import { verdictOf } from "../services/order/breaker/verdict.ts";

const ROUNDS = 31;
const WARM_UP = 3;
const now = () => performance.now();

type Subject = { name: string; calls: number; run: (calls: number) => void | Promise<void> };

/** Nanoseconds of one call in each round, by the subject's name. */
async function measure(subjects: readonly Subject[]): Promise<Map<string, number[]>> {
  const rounds = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const { name, calls, run } of subjects) {
      const from = process.hrtime.bigint();
      await run(calls);
      if (round >= 0) rounds.get(name)?.push(Number(process.hrtime.bigint() - from) / calls);
    }
  return rounds;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const answer = async () => 1;
const unavailable = Object.assign(new Error("down"), { code: "UNAVAILABLE" });
const failing = () => Promise.reject(unavailable);

const ours = (settings: Partial<BreakerSettings> = {}) =>
  new Breaker({ settings: BreakerSettings.parse(settings), now, verdictOf });

/** Opossum with the options that ours gives it, tripping by itself or never. */
const stock = (volumeThreshold = Number.MAX_SAFE_INTEGER) =>
  new CircuitBreaker((action: () => Promise<unknown>) => action(), {
    timeout: false,
    resetTimeout: 2_147_483_647,
    volumeThreshold,
    rollingCountTimeout: 1_000,
    rollingCountBuckets: 1,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
  });

/** Cockatiel with the settings that ours has, as near as it comes to them: a share of the calls within a window. */
const { intervalMs, openMs, failureRatio } = BreakerSettings.parse({});
const cockatiel = () =>
  circuitBreaker(handleAll, {
    halfOpenAfter: openMs,
    breaker: new SamplingBreaker({ threshold: failureRatio, duration: intervalMs, minimumRps: 0 }),
  });

const repeat = (name: string, calls: number, once: () => Promise<unknown>): Subject => ({
  name,
  calls,
  run: async (count) => {
    for (let index = 0; index < count; index++) await once();
  },
});

const swallow = () => {};

async function opened(): Promise<Subject[]> {
  const [open, stockOpen, cockatielOpen] = [ours({ minRequests: 1 }), stock(), cockatiel()];
  await open.call(failing).catch(swallow);
  stockOpen.open();
  cockatielOpen.isolate();
  return [
    repeat("refused, holdfast", 5_000, () => open.call(answer)),
    repeat("refused, opossum", 5_000, () => stockOpen.fire(answer).catch(swallow)),
    repeat("refused, cockatiel", 5_000, () => cockatielOpen.execute(answer).catch(swallow)),
  ];
}

/** A breaker that has `calls` behind it in its window, and fails now. */
async function withHistory(calls: number): Promise<Subject> {
  const breaker = ours({ intervalMs: 0, minRequests: 1_000_000, failureRatio: 1 });
  for (let index = 0; index < calls; index++) await breaker.call(answer);
  return repeat(`failing after ${calls}, holdfast`, 500, () => breaker.call(failing).catch(swallow));
}

const policy = new Policy(BreakerSettings.parse({ intervalMs: 0 }), 0);
const [closed, stockClosed, cockatielClosed] = [ours(), stock(), cockatiel()];
const figures = await measure([
  {
    name: "policy alone",
    calls: 100_000,
    run: (count) => {
      for (let index = 0; index < count; index++) {
        const decision = policy.admit(index);
        if (decision.admitted) policy.settle(decision, "success", index);
      }
    },
  },
  repeat("bare promise", 20_000, answer),
  repeat("closed, opossum", 20_000, () => stockClosed.fire(answer)),
  repeat("closed, holdfast", 20_000, () => closed.call(answer)),
  repeat("closed, cockatiel", 20_000, () => cockatielClosed.execute(answer)),
  ...(await opened()),
  await withHistory(10),
  await withHistory(100_000),
]);

for (const [name, rounds] of figures) console.log(`${name.padEnd(32)} ${median(rounds).toFixed(0).padStart(8)} ns`);

/** The median of the ratios within each round, which a machine that grows busier bends least. */
function ratio(name: string, to: string): string {
  const [own, theirs] = [figures.get(name) ?? [], figures.get(to) ?? []];
  return median(own.map((nanoseconds, round) => nanoseconds / (theirs[round] ?? Number.NaN))).toFixed(2);
}

console.log(`policy:  ${median(figures.get("policy alone") ?? []).toFixed(0)} ns a call (at most 100)`);
console.log(`closed:  ${ratio("closed, holdfast", "closed, opossum")} × opossum (at most 1.3)`);
console.log(`refused: ${ratio("refused, holdfast", "refused, opossum")} × opossum (at most 0.25)`);
const [long, short] = [`failing after ${100_000}, holdfast`, `failing after ${10}, holdfast`];
console.log(`failing: ${ratio(long, short)} × with 100,000 calls in the window instead of 10 (about 1)`);
