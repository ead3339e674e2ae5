import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { credentials } from "@grpc/grpc-js";
import { Registry } from "prom-client";
import { OrderClient, orderService } from "../../proto/contracts.ts";
import type { WatchOrderRequest__Output } from "../../proto/gen/order/v1/WatchOrderRequest.ts";
import type { WatchOrderResponse } from "../../proto/gen/order/v1/WatchOrderResponse.ts";
import { errorInfo } from "./error-details.ts";
import { createLog } from "./log.ts";
import { callStreaming } from "./rpc-client.ts";
import { RpcError } from "./rpc-error.ts";
import { serve } from "./rpc-server.ts";
import { type StreamingMethod, streaming } from "./streaming.ts";

type Method = StreamingMethod<WatchOrderRequest__Output, WatchOrderResponse>;
const REQUEST = { orderId: "o" };

async function start(t: TestContext, method: Method) {
  const lines: string[] = [];
  const log = createLog({ service: "test", replica: "test", destination: { write: (line) => lines.push(line) } });
  const registry = new Registry();
  const server = await serve({
    listen: { host: "127.0.0.1", port: 0 },
    serviceName: "order.v1.OrderService",
    service: orderService,
    implementation: { WatchOrder: streaming(log, method) },
    drainMs: 10_000,
    registry,
  });
  t.after(() => server.close());
  const client = new OrderClient(`127.0.0.1:${server.port}`, credentials.createInsecure());
  t.after(() => client.close());
  const watch = (limits = {}) => callStreaming(client, orderService.WatchOrder, REQUEST, limits);
  return { server, watch, lines, registry };
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of stream) values.push(value);
  return values;
}

async function* revisions(upTo: number) {
  for (let revision = 1; revision <= upTo; revision++) yield { order: { revision } };
}

test("a generator's values are the stream, and its end is the status OK", async (t) => {
  const { watch } = await start(t, () => revisions(100));
  const seen = (await all(watch())).map(({ order }) => order?.revision);
  assert.deepEqual([seen.length, seen.at(0), seen.at(-1)], [100, "1", "100"]);
});

test("an RpcError ends the stream with its status and details, after what was sent before", async (t) => {
  const { watch, lines } = await start(t, async function* () {
    yield* revisions(2);
    throw new RpcError("NOT_FOUND", "gone", { details: [errorInfo("GONE")] });
  });
  const seen: unknown[] = [];
  await assert.rejects(
    async () => {
      for await (const { order } of watch()) seen.push(order?.revision);
    },
    { name: "RpcError", code: "NOT_FOUND", message: "gone", details: [errorInfo("GONE")] },
  );
  assert.deepEqual([seen, lines], [["1", "2"], []]);
});

test("a fault of ours is INTERNAL to the caller, and whole in the log", async (t) => {
  const { watch, lines } = await start(t, () => {
    throw new TypeError("a secret of ours");
  });
  await assert.rejects(all(watch()), { code: "INTERNAL", message: "internal error" });
  assert.match(lines.join(), /a secret of ours/);
});

test("a caller that hangs up ends the method, wherever it waits", async (t) => {
  const left = Promise.withResolvers<void>();
  const { watch } = await start(t, async function* (_, { signal }) {
    try {
      yield* revisions(1);
      await once(signal, "abort");
    } finally {
      left.resolve();
    }
  });
  for await (const _ of watch()) break;
  await left.promise;

  const giveUp = new AbortController();
  await assert.rejects(
    async () => {
      for await (const _ of watch({ signal: giveUp.signal })) giveUp.abort();
    },
    { code: "CANCELLED" },
  );
});

test("a deadline ends the stream", async (t) => {
  const { watch } = await start(t, async function* (_, { signal, deadlineAtMs }) {
    assert.ok(deadlineAtMs < Number.POSITIVE_INFINITY);
    yield* revisions(1);
    await once(signal, "abort");
  });
  await assert.rejects(all(watch({ deadlineMs: 50 })), { code: "DEADLINE_EXCEEDED" });
});

test("a reader that reads nothing makes the method wait, and costs no memory", async (t) => {
  let made = 0;
  const message = "x".repeat(10_000);
  const { watch } = await start(t, async function* (_, { signal }) {
    for (; made < 100_000 && !signal.aborted; made++) yield { order: { message } };
  });
  const iterator = watch();
  await iterator.next();
  // Until no more are made.
  for (let before = -1, quiet = 0; quiet < 1_000; before = made) {
    await turn();
    quiet = made === before ? quiet + 1 : 0;
  }
  assert.ok(made < 1_000, `${made} messages were made for nobody`);
  await iterator.return();
});

test("a server that closes ends its streams as UNAVAILABLE, so that watchers go to another", async (t) => {
  const begun = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const { server, watch, lines } = await start(t, async function* (_, { signal }) {
    yield* revisions(1);
    begun.resolve();
    await once(signal, "abort");
    left.resolve();
    yield* revisions(3);
  });
  const seen = all(watch());
  await begun.promise;
  const closed = server.close();
  await assert.rejects(seen, { code: "UNAVAILABLE", message: /another/ });
  await left.promise;
  await closed;
  assert.deepEqual(lines, []);
});
