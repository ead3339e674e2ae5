import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createTcpServer } from "node:net";
import { type TestContext, test } from "node:test";
import { credentials, type handleUnaryCall, Server, ServerCredentials, status } from "@grpc/grpc-js";
import { PaymentClient, paymentService } from "../../proto/contracts.ts";
import type { ProcessPaymentRequest__Output } from "../../proto/gen/payment/v1/ProcessPaymentRequest.ts";
import type { ProcessPaymentResponse } from "../../proto/gen/payment/v1/ProcessPaymentResponse.ts";
import { call, channelOptions } from "./rpc-client.ts";

type Handler = handleUnaryCall<ProcessPaymentRequest__Output, ProcessPaymentResponse>;
const { ProcessPayment } = paymentService;
const SOON = { deadlineMs: 10_000 };

async function listen(t: TestContext, handler: Handler): Promise<number> {
  const server = new Server();
  server.addService(paymentService, { ProcessPayment: handler });
  t.after(() => server.forceShutdown());
  return new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}

function clientOf(t: TestContext, target: string) {
  const client = new PaymentClient(target, credentials.createInsecure(), channelOptions);
  t.after(() => client.close());
  return client;
}

async function clientFor(t: TestContext, handler: Handler) {
  return clientOf(t, `127.0.0.1:${await listen(t, handler)}`);
}

test("the answer is what the call resolves to", async (t) => {
  const client = await clientFor(t, ({ request }, answer) => answer(null, { paymentId: request.idempotencyKey }));
  const { paymentId, result } = await call(client, ProcessPayment, { idempotencyKey: "k" }, SOON);
  assert.deepEqual([paymentId, result], ["k", "PAYMENT_RESULT_UNSPECIFIED"]);
});

test("an error comes as its status by name, with the other side's words", async (t) => {
  const client = await clientFor(t, (_, answer) => answer({ code: status.ABORTED, details: "twice" }));
  await assert.rejects(call(client, ProcessPayment, {}, SOON), { name: "RpcError", code: "ABORTED", message: "twice" });
});

test("a call ends at its deadline, whatever the other side does", async (t) => {
  const client = await clientFor(t, () => {});
  await assert.rejects(call(client, ProcessPayment, {}, { deadlineMs: 20 }), { code: "DEADLINE_EXCEEDED" });
});

test("a call ends at its deadline when the other side accepts a connection and says nothing", async (t) => {
  const mute = createTcpServer((socket) => {
    socket.on("error", () => {}).resume();
    t.after(() => socket.destroy());
  });
  mute.listen(0, "127.0.0.1");
  await once(mute, "listening");
  t.after(() => mute.close());
  const address = mute.address();
  assert.ok(typeof address === "object" && address !== null);
  const client = clientOf(t, `127.0.0.1:${address.port}`);
  await assert.rejects(call(client, ProcessPayment, {}, { deadlineMs: 30 }), { code: "DEADLINE_EXCEEDED" });
});

test("a call that is given up is CANCELLED, and one that is given up before is not sent", async (t) => {
  const entered = Promise.withResolvers<void>();
  let calls = 0;
  const client = await clientFor(t, () => {
    calls++;
    entered.resolve();
  });
  const giveUp = new AbortController();
  const underWay = call(client, ProcessPayment, {}, { ...SOON, signal: giveUp.signal });
  await entered.promise;
  giveUp.abort();
  await assert.rejects(underWay, { code: "CANCELLED" });
  await assert.rejects(call(client, ProcessPayment, {}, { ...SOON, signal: giveUp.signal }), { code: "CANCELLED" });
  assert.equal(calls, 1);
});

test("nobody there is UNAVAILABLE at once", async (t) => {
  const client = clientOf(t, "127.0.0.1:1");
  await assert.rejects(call(client, ProcessPayment, {}, SOON), { code: "UNAVAILABLE" });
});

test("a request that cannot be written is a fault of ours, without a status", async (t) => {
  const client = await clientFor(t, () => assert.fail("nothing came in"));
  const amount = "much" as unknown as null;
  await assert.rejects(call(client, ProcessPayment, { amount }, SOON), (error) => {
    assert.ok(error instanceof Error && !("code" in error));
    return true;
  });
});

test("an answer that cannot be read is INTERNAL", async (t) => {
  const server = new Server();
  const garbled = { ...ProcessPayment, responseSerialize: () => Buffer.from("ffffffffff", "hex") };
  server.addService({ ProcessPayment: garbled }, { ProcessPayment: ((_, answer) => answer(null, {})) as Handler });
  t.after(() => server.forceShutdown());
  const port = await new Promise((resolve) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_, port) => resolve(port)),
  );
  await assert.rejects(call(clientOf(t, `127.0.0.1:${port}`), ProcessPayment, {}, SOON), { code: "INTERNAL" });
});

test("calls go round all addresses of the target", async (t) => {
  const counts = [0, 0];
  const counting =
    (i: number): Handler =>
    (_, answer) => {
      counts[i] = (counts[i] ?? 0) + 1;
      answer(null, {});
    };
  const ports = await Promise.all([listen(t, counting(0)), listen(t, counting(1))]);
  const client = clientOf(t, `ipv4:${ports.map((port) => `127.0.0.1:${port}`).join(",")}`);
  // Until both are connected, all calls go to the first that is.
  while (counts.includes(0)) await call(client, ProcessPayment, {}, SOON);
  counts.fill(0);
  for (let i = 0; i < 10; i++) await call(client, ProcessPayment, {}, SOON);
  assert.deepEqual(counts, [5, 5]);
});
