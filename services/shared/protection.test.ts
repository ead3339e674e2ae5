import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { credentials } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { Registry } from "prom-client";
import { OrderClient, orderService } from "../../proto/contracts.ts";
import type { GetOrderRequest__Output } from "../../proto/gen/order/v1/GetOrderRequest.ts";
import type { PlaceOrderRequest__Output } from "../../proto/gen/order/v1/PlaceOrderRequest.ts";
import type { WatchOrderRequest__Output } from "../../proto/gen/order/v1/WatchOrderRequest.ts";
import { createLog } from "./log.ts";
import { type ClientContext, protection } from "./protection.ts";
import { ClientIdentitySettings, LoadSheddingSettings, RateLimitSettings } from "./protection-settings.ts";
import { call, callStreaming } from "./rpc-client.ts";
import { RpcError } from "./rpc-error.ts";
import { serve } from "./rpc-server.ts";
import { streaming } from "./streaming.ts";
import { testCallContext } from "./test-call-context.ts";
import { unary } from "./unary.ts";

const NARROW = { ratePerSecond: 0.001, burst: 1 };

/** An order service whose PlaceOrder ends when `finish` is called, and whose WatchOrder when its caller leaves. */
async function start(t: TestContext, options: { identity?: object; rateLimit?: object; loadShedding?: object } = {}) {
  const log = createLog({ service: "test", replica: "test" });
  const registry = new Registry();
  const shaky = { loopDelayMs: 0 };
  const limits = {
    rateLimit: RateLimitSettings.parse(options.rateLimit ?? {}),
    loadShedding: LoadSheddingSettings.parse(options.loadShedding ?? {}),
  };
  const protect = protection({
    identity: ClientIdentitySettings.parse(options.identity ?? {}),
    limits: () => limits,
    loopDelayMs: () => shaky.loopDelayMs,
    now: () => 0,
    registry,
  });
  const began: string[] = [];
  const finish = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const place = async (_: PlaceOrderRequest__Output, { client }: ClientContext) => {
    began.push(`place ${client}`);
    entered.resolve();
    await finish.promise;
    return {};
  };
  const get = async (_: GetOrderRequest__Output, { client }: ClientContext) => {
    began.push(`get ${client}`);
    return {};
  };
  const watch = async function* (_: WatchOrderRequest__Output, { client, signal }: ClientContext) {
    began.push(`watch ${client}`);
    yield {};
    await once(signal, "abort");
  };
  const server = await serve({
    listen: { host: "127.0.0.1", port: 0 },
    serviceName: "order.v1.OrderService",
    service: orderService,
    implementation: {
      PlaceOrder: unary(log, protect.unary("write", place)),
      GetOrder: unary(log, protect.unary("read", get)),
      WatchOrder: streaming(log, protect.streaming("watch", watch)),
    },
    drainMs: 10_000,
    registry,
  });
  t.after(() => server.close());
  const client = new OrderClient(`127.0.0.1:${server.port}`, credentials.createInsecure());
  t.after(() => client.close());
  const by = (id?: string) => ({ deadlineMs: 10_000, ...(id && { metadata: { "x-client-id": id } }) });
  return {
    client,
    began,
    limits,
    shaky,
    entered: entered.promise,
    finish: finish.resolve,
    place: (id?: string) => call(client, orderService.PlaceOrder, {}, by(id)),
    get: (id?: string) => call(client, orderService.GetOrder, {}, by(id)),
    watch: (id?: string) => callStreaming(client, orderService.WatchOrder, {}, by(id)),
    metrics: () => registry.metrics(),
  };
}

const reasonsOf = (work: Promise<unknown>) =>
  work.then(
    () => "OK",
    (error: RpcError) => [error.code, ...error.details.map((d) => (d.kind === "error-info" ? d.reason : d))],
  );

test("a method is told who calls, by metadata or as everybody without a name", async (t) => {
  const { get, watch, began } = await start(t);
  await get("shop");
  await get();
  for await (const _ of watch("till")) break;
  assert.deepEqual(began, ["get shop", "get anonymous", "watch till"]);
});

test("who has no name is refused where that is asked for, streams too, with what to send", async (t) => {
  const { get, watch, began, metrics } = await start(t, {
    identity: { anonymous: "refuse", metadataKey: "x-client-id" },
  });
  assert.deepEqual(await reasonsOf(get()), ["UNAUTHENTICATED", "CLIENT_ID_MISSING"]);
  assert.deepEqual(await reasonsOf(watch().next()), ["UNAUTHENTICATED", "CLIENT_ID_MISSING"]);
  assert.deepEqual(began, []);
  assert.match(await metrics(), /holdfast_calls_refused_total\{kind="read",reason="CLIENT_ID_MISSING"\} 1/);
});

test("a client that calls too often is told when to come back, and another is served", async (t) => {
  const { get, limits, began } = await start(t, { rateLimit: { perClient: { ratePerSecond: 0.5, burst: 1 } } });
  await get("greedy");
  const refusal = get("greedy").catch((error: RpcError) => error);
  const { code, message, details } = (await refusal) as RpcError;
  assert.equal(code, "RESOURCE_EXHAUSTED");
  assert.equal(
    message,
    "this client has 0.5 calls a second at this replica, and 1 at once: nothing was done, try again later",
  );
  assert.deepEqual(details, [
    { kind: "error-info", reason: "CLIENT_RATE", domain: "holdfast", metadata: { ratePerSecond: "0.5", burst: "1" } },
    { kind: "retry-info", retryDelayMs: 2_000 },
  ]);
  await get("modest");
  limits.rateLimit = RateLimitSettings.parse({ total: NARROW });
  await get("other");
  assert.deepEqual((await reasonsOf(get("yet another"))).slice(0, 2), ["UNAUTHENTICATED", "CLIENT_ID_INVALID"]);
  assert.deepEqual((await reasonsOf(get("fourth"))).slice(0, 2), ["RESOURCE_EXHAUSTED", "TOTAL_RATE"]);
  assert.deepEqual(began, ["get greedy", "get modest", "get other"]);
});

test("all clients together have a limit, from which health is exempt", async (t) => {
  const { get, client } = await start(t, { rateLimit: { total: NARROW } });
  await get("a");
  assert.deepEqual((await reasonsOf(get("b"))).slice(0, 2), ["RESOURCE_EXHAUSTED", "TOTAL_RATE"]);
  const { Check } = healthService as Record<"Check", (typeof healthService)[string]>;
  for (let i = 0; i < 5; i++) await call(client, Check, { service: "" }, { deadlineMs: 10_000 });
});

test("writes that are stuck crowd out other writes, but neither reads nor watches; room comes back when they end", async (t) => {
  const { place, get, watch, entered, finish, metrics } = await start(t, {
    loadShedding: { maxWrites: 1, maxReads: 1, maxWatches: 1 },
    rateLimit: { perClient: { ratePerSecond: 0.001, burst: 4 } },
  });
  const stuck = place("a");
  await entered;
  const full = ["RESOURCE_EXHAUSTED", "CALLS_UNDER_WAY", { kind: "retry-info", retryDelayMs: 1_000 }];
  for (let i = 0; i < 5; i++) assert.deepEqual(await reasonsOf(place("a")), full);
  await get("a");
  const watching = watch("a");
  await watching.next();
  assert.deepEqual(await reasonsOf(watch("b").next()), full);
  for (const kind of ["write", "watch"]) assert.match(await metrics(), new RegExp(`under_way{kind="${kind}"} 1`));
  await watching.return();
  finish();
  await stuck;
  // The fourth of its four tokens: what was refused for want of room has cost none.
  await place("a");
  assert.deepEqual((await reasonsOf(get("a"))).slice(0, 2), ["RESOURCE_EXHAUSTED", "CLIENT_RATE"]);
  assert.match(await metrics(), /holdfast_calls_under_way\{kind="write"\} 0/);
});

test("a replica that is late refuses writes, and reads only when it is twice as late", async (t) => {
  const { place, get, finish, shaky, began } = await start(t, { loadShedding: { maxEventLoopDelayMs: 100 } });
  finish();
  const late = ["RESOURCE_EXHAUSTED", "EVENT_LOOP_DELAY", { kind: "retry-info", retryDelayMs: 1_000 }];
  shaky.loopDelayMs = 150;
  assert.deepEqual([await reasonsOf(place()), await reasonsOf(get())], [late, "OK"]);
  shaky.loopDelayMs = 201;
  assert.deepEqual([await reasonsOf(place()), await reasonsOf(get())], [late, late]);
  shaky.loopDelayMs = 100;
  assert.deepEqual([await reasonsOf(place()), await reasonsOf(get())], ["OK", "OK"]);
  assert.deepEqual(began, ["get anonymous", "place anonymous", "get anonymous"]);
});

test("a method that fails or throws at once gives its room back", async () => {
  const registry = new Registry();
  const limits = { rateLimit: RateLimitSettings.parse({}), loadShedding: LoadSheddingSettings.parse({ maxWrites: 1 }) };
  const identity = ClientIdentitySettings.parse({});
  const protect = protection({ identity, limits: () => limits, loopDelayMs: () => 0, now: () => 0, registry });
  const fails = protect.unary("write", () => {
    throw new RpcError("ABORTED", "again");
  });
  for (let i = 0; i < 3; i++) await assert.rejects(fails({}, testCallContext()), { code: "ABORTED" });
});
