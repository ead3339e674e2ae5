/**
 * What opossum 10 does that gobreaker does not, and that the breaker around it must not suffer from.
 * Each test shows the fact on a stock opossum first, so that it tells when a new opossum has changed.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import CircuitBreaker from "opossum";
import { Breaker } from "./breaker.ts";
import { BreakerSettings } from "./settings.ts";
import { verdictOf } from "./verdict.ts";

type Action = () => Promise<unknown>;
type Stock = CircuitBreaker<[Action], unknown>;
type StockOptions = ConstructorParameters<typeof CircuitBreaker<[Action], unknown>>[1];

const OPEN_MS = 2_000;

/** Both breakers, on the test runner's clock. */
function both(t: TestContext, given: Partial<BreakerSettings> = {}, options: StockOptions = {}) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  return realTime(t, given, options);
}

function realTime(t: TestContext, given: Partial<BreakerSettings>, options: StockOptions) {
  const stock: Stock = new CircuitBreaker((action: Action) => action(), {
    resetTimeout: OPEN_MS,
    errorThresholdPercentage: 50,
    volumeThreshold: 4,
    ...options,
  });
  const settings = { maxRequests: 1, minRequests: 4, openMs: OPEN_MS, ...given };
  const ours = new Breaker({ settings: BreakerSettings.parse(settings), now: Date.now, verdictOf });
  t.after(() => {
    stock.shutdown();
    ours.shutdown();
  });
  /** Past the end of open, for both: gobreaker's comparison is strict. */
  const untilHalfOpen = () => t.mock.timers.tick(OPEN_MS + 1);
  return { stock, ours, untilHalfOpen };
}

const error = (code: string) => Object.assign(new Error(code), { code });
const good: Action = async () => "good";
const bad: Action = () => Promise.reject(error("UNAVAILABLE"));
const excluded: Action = () => Promise.reject(error("INVALID_ARGUMENT"));

const fire = (stock: Stock, action: Action) => stock.fire(action).catch(() => {});
const call = (ours: Breaker, action: Action) => ours.call(action).catch(() => {});

async function times(count: number, once: () => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index++) await once();
}

test("the threshold: opossum needs more than it, ours trips at the very ratio", async (t) => {
  const { stock, ours } = both(t);
  for (const action of [good, good, bad, bad]) await Promise.all([fire(stock, action), call(ours, action)]);
  assert.equal(stock.closed, true);
  assert.equal(ours.state, "open");
});

test("the window: opossum keeps failures from before it opened, ours begins anew", async (t) => {
  const { stock, ours, untilHalfOpen } = both(t, {}, { rollingCountTimeout: 60_000 });
  await Promise.all([times(4, () => fire(stock, bad)), times(4, () => call(ours, bad))]);
  untilHalfOpen();
  for (const action of [good, bad]) await Promise.all([fire(stock, action), call(ours, action)]);
  assert.equal(stock.opened, true, "one failure after the recovery was enough");
  assert.equal(ours.state, "closed");
});

test("refused calls: opossum counts them among the calls, ours does not", async (t) => {
  const { stock, ours, untilHalfOpen } = both(t, {}, { rollingCountTimeout: 60_000 });
  await Promise.all([times(4, () => fire(stock, bad)), times(4, () => call(ours, bad))]);
  await Promise.all([times(96, () => fire(stock, good)), times(96, () => call(ours, good))]);
  assert.equal(stock.stats.fires, 4 + 96);
  untilHalfOpen();
  await Promise.all([fire(stock, good), call(ours, good)]);
  await Promise.all([times(4, () => fire(stock, bad)), times(4, () => call(ours, bad))]);
  assert.equal(stock.closed, true, "8 failures among 105 calls, of which 96 were refused");
  assert.equal(ours.state, "open");
});

test("excluded errors: opossum's errorFilter makes them successes that close it, ours says nothing", async (t) => {
  const filter = (cause: unknown) => cause instanceof Error && cause.message === "INVALID_ARGUMENT";
  const { stock, ours, untilHalfOpen } = both(t, {}, { errorFilter: filter });
  await Promise.all([times(4, () => fire(stock, bad)), times(4, () => call(ours, bad))]);
  untilHalfOpen();
  await Promise.all([fire(stock, excluded), call(ours, excluded)]);
  assert.equal(stock.closed, true);
  assert.equal(ours.state, "half-open");
});

for (const [verdict, late, state] of [
  ["success", good, "closed"],
  ["failure", bad, "opened"],
] as const)
  test(`a late ${verdict} from before it opened: opossum is ${state} by it, ours ignores it`, async (t) => {
    const { stock, ours, untilHalfOpen } = both(t, { minRequests: 5, failureRatio: 0.8 }, { timeout: false });
    const gate = Promise.withResolvers<void>();
    const slow = () => gate.promise.then(late);
    const pending = [fire(stock, slow), call(ours, slow)];
    await Promise.all([times(4, () => fire(stock, bad)), times(4, () => call(ours, bad))]);
    assert.deepEqual([stock.opened, ours.state], [true, "open"]);
    untilHalfOpen();
    assert.deepEqual([stock.halfOpen, ours.state], [true, "half-open"]);
    gate.resolve();
    await Promise.all(pending);
    assert.equal(stock[state], true);
    assert.equal(ours.state, "half-open");
  });

test("trials: opossum lets one call through and calls it open, ours as many as are set, and tells why not", async (t) => {
  const { stock, ours, untilHalfOpen } = both(t, { maxRequests: 3 });
  await Promise.all([times(4, () => fire(stock, bad)), times(4, () => call(ours, bad))]);
  untilHalfOpen();
  let [stockCalls, ourCalls] = [0, 0];
  await Promise.all(Array.from({ length: 5 }, () => fire(stock, async () => stockCalls++)));
  const answers = await Promise.all(Array.from({ length: 5 }, () => ours.call(async () => ourCalls++)));
  assert.equal(stockCalls, 1);
  assert.equal(ourCalls, 3);
  assert.deepEqual(answers[4], { kind: "refused", reason: "half-open" });
});

test("a slow call: opossum's timeout aborts every call under way, ours has none, and leaves it to each deadline", async (t) => {
  const abortController = new AbortController();
  const { stock, ours } = both(t, {}, { timeout: 1_000, abortController });
  const slow = () => new Promise<unknown>((resolve) => setTimeout(resolve, 1_500, "late"));
  const stockCall = stock.fire(slow);
  const ourCall = ours.call(slow);
  const timedOut = assert.rejects(stockCall, { code: "ETIMEDOUT" });
  t.mock.timers.tick(1_500);
  await timedOut;
  assert.equal(abortController.signal.aborted, true, "for all other calls too");
  assert.deepEqual(await ourCall, { kind: "answered", value: "late" });
});

test("timers: opossum half-opens by its own, ours has only the clock it was given", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const settings = BreakerSettings.parse({ minRequests: 1, openMs: OPEN_MS });
  const ours = new Breaker({ settings, now: () => 0, verdictOf });
  t.after(() => ours.shutdown());
  await call(ours, bad);
  t.mock.timers.tick(24 * 3_600_000);
  assert.deepEqual(await ours.call(good), { kind: "refused", reason: "open" });
});

test("capacity: opossum counts a refused place as a failure of the service, ours sets none", async (t) => {
  const { ours } = both(t);
  const gate = Promise.withResolvers<void>();
  const calls = Array.from({ length: 10_000 }, () => ours.call(() => gate.promise));
  gate.resolve();
  assert.ok((await Promise.all(calls)).every(({ kind }) => kind === "answered"));
  assert.equal(ours.state, "closed");
});

test("opossum never trips ours, whatever it counts", async (t) => {
  const { ours } = both(t, { minRequests: 1_000_000, failureRatio: 1 });
  await times(1_000, () => call(ours, bad));
  assert.equal(ours.state, "closed");
  assert.equal((await ours.call(good)).kind, "answered");
});

test("opossum writes its defaults into the options it is given; the settings stay as they are", async (t) => {
  const options: StockOptions = {};
  both(t, {}, options);
  new CircuitBreaker(good, options).shutdown();
  assert.equal(options.timeout, 10_000);
  const settings = Object.freeze(BreakerSettings.parse({}));
  new Breaker({ settings, now: () => 0, verdictOf }).shutdown();
});

test("a failing call: opossum sorts every latency of its window, ours sorts nothing", async (t) => {
  const { stock, ours } = realTime(t, { minRequests: 1_000_000 }, { volumeThreshold: 1_000_000, timeout: false });
  const cost = async (failing: () => Promise<unknown>) => {
    const samples: number[] = [];
    for (let round = 0; round < 5; round++) {
      const from = performance.now();
      await failing();
      samples.push(performance.now() - from);
    }
    return Math.min(...samples);
  };
  await times(20_000, () => fire(stock, good));
  await times(20_000, () => call(ours, good));
  const [theirs, own] = [await cost(() => fire(stock, bad)), await cost(() => call(ours, bad))];
  t.diagnostic(`a failing call after 20,000: opossum ${theirs.toFixed(2)} ms, ours ${own.toFixed(3)} ms`);
  assert.ok(own < theirs / 5);
});

test("opossum mirrors what is enforced: open is open, half-open is closed, and so is observe", async (t) => {
  const { ours, untilHalfOpen } = both(t);
  const shown: string[] = [];
  for (const name of ["open", "close"] as const) {
    const original = CircuitBreaker.prototype[name];
    t.mock.method(CircuitBreaker.prototype, name, function (this: Stock) {
      shown.push(name);
      original.call(this);
    });
  }
  await times(4, () => call(ours, bad));
  assert.deepEqual(shown, ["open"]);
  untilHalfOpen();
  await call(ours, good);
  assert.deepEqual(shown, ["open", "close", "close"]);
  ours.configure(BreakerSettings.parse({ mode: "observe", minRequests: 1 }));
  await call(ours, bad);
  assert.equal(ours.state, "open");
  assert.equal(shown.lastIndexOf("open"), 0);
});
