import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:http2";
import { connect as connectTcp } from "node:net";
import { type TestContext, test } from "node:test";
import { credentials, loadPackageDefinition, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { service as healthService, protoPath } from "grpc-health-check";
import { Registry } from "prom-client";
import { PaymentClient, paymentService } from "../../proto/contracts.ts";
import type { ProcessPaymentRequest__Output } from "../../proto/gen/payment/v1/ProcessPaymentRequest.ts";
import type { ProcessPaymentResponse } from "../../proto/gen/payment/v1/ProcessPaymentResponse.ts";
import { createLog } from "./log.ts";
import { call } from "./rpc-client.ts";
import { RpcError } from "./rpc-error.ts";
import { serve } from "./rpc-server.ts";
import { type UnaryMethod, unary } from "./unary.ts";

type Method = UnaryMethod<ProcessPaymentRequest__Output, ProcessPaymentResponse>;
const approve: Method = async () => ({ result: "PAYMENT_RESULT_APPROVED" });
const SERVICE = "payment.v1.PaymentService";
const SOON = { deadlineMs: 10_000 };

async function start(t: TestContext, method: Method, drainMs = 10_000) {
  const lines: string[] = [];
  const log = createLog({ service: "test", replica: "test", destination: { write: (line) => lines.push(line) } });
  const registry = new Registry();
  const server = await serve({
    listen: { host: "127.0.0.1", port: 0 },
    serviceName: SERVICE,
    service: paymentService,
    implementation: { ProcessPayment: unary(log, method) },
    drainMs,
    registry,
  });
  t.after(() => server.close());
  const address = `127.0.0.1:${server.port}`;
  const client = new PaymentClient(address, credentials.createInsecure());
  t.after(() => client.close());
  const health = new HealthClient(address, credentials.createInsecure());
  t.after(() => health.close());
  return { server, address, client, health, lines, registry };
}

type Package = { grpc: { health: { v1: { Health: typeof PaymentClient } } } };
const healthContract = loadPackageDefinition(loadSync(protoPath, { enums: String })) as unknown as Package;
const HealthClient = healthContract.grpc.health.v1.Health;
const { Check, Watch } = healthService as Record<"Check" | "Watch", (typeof healthService)[string]>;

const askPayment = (client: InstanceType<typeof PaymentClient>) =>
  call(client, paymentService.ProcessPayment, { paymentMethod: "x" }, SOON);

const watching = (health: InstanceType<typeof HealthClient>, service: string) =>
  health.makeServerStreamRequest(
    Watch.path,
    Watch.requestSerialize,
    Watch.responseDeserialize,
    { service },
    new Metadata(),
  );

/** Any bytes to any path, as no generated client would send them. */
function send(client: InstanceType<typeof PaymentClient>, path: string, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const same = (value: Buffer) => value;
    client.makeUnaryRequest(path, same, same, bytes, new Metadata(), {}, (error: ServiceError | null) =>
      resolve(error ? `${status[error.code]}: ${error.details}` : "OK"),
    );
  });
}

async function handled(registry: Registry) {
  const metric = await registry.getSingleMetric("grpc_server_handled_total")?.get();
  return metric?.values.map(({ labels, value }) => `${labels.grpc_method} ${labels.grpc_code} ${value}`);
}

test("a method's value is the answer, and its RpcError the status with its words", async (t) => {
  const { client, lines } = await start(t, async ({ paymentMethod }, context) => {
    if (paymentMethod === "bad") throw new RpcError("FAILED_PRECONDITION", "not now – später");
    return approve({} as ProcessPaymentRequest__Output, context);
  });
  assert.equal((await askPayment(client)).result, "PAYMENT_RESULT_APPROVED");
  await assert.rejects(call(client, paymentService.ProcessPayment, { paymentMethod: "bad" }, SOON), {
    code: "FAILED_PRECONDITION",
    message: "not now – später",
  });
  assert.deepEqual(lines, []);
});

test("a fault of ours is INTERNAL to the caller, and whole in the log", async (t) => {
  const { client, lines } = await start(t, async () => {
    throw new TypeError("a secret of ours");
  });
  await assert.rejects(askPayment(client), { code: "INTERNAL", message: "internal error" });
  assert.match(lines.join(), /a secret of ours/);
});

test("bytes that are no request, too large requests and unknown methods are errors of the caller", async (t) => {
  const { client, address, registry } = await start(t, async () => assert.fail("no request came in"));
  const path = paymentService.ProcessPayment.path;
  assert.match(await send(client, path, Buffer.from("ffffffffff", "hex")), /^INVALID_ARGUMENT: the request is not/);
  assert.match(await send(client, path, Buffer.from([0x0a, 0xff])), /^INVALID_ARGUMENT/);
  assert.match(await send(client, path, Buffer.alloc(100_000)), /^RESOURCE_EXHAUSTED/);
  assert.match(await send(client, `/${SERVICE}/Steal`, Buffer.alloc(0)), /^UNIMPLEMENTED/);
  assert.match(await send(client, Check.path, Buffer.from("ffffffffff", "hex")), /^INVALID_ARGUMENT/);
  const counted = await handled(registry);
  for (const answers of ["INVALID_ARGUMENT 2", "RESOURCE_EXHAUSTED 1"])
    assert.ok(counted?.includes(`ProcessPayment ${answers}`), String(counted));

  const session = connect(`http://${address}`);
  const stream = session.request({ ":method": "POST", ":path": path, "content-type": "text/plain" });
  const [headers] = await once(stream, "response");
  assert.equal(headers[":status"], 415);
  session.destroy();
});

test("a caller that hangs up aborts the method's signal, and is counted", async (t) => {
  const entered = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const { client, registry } = await start(t, async (_, { signal }) => {
    entered.resolve();
    await once(signal, "abort");
    left.resolve();
    throw signal.reason;
  });
  const hangUp = new AbortController();
  const gone = call(client, paymentService.ProcessPayment, {}, { ...SOON, signal: hangUp.signal });
  await entered.promise;
  hangUp.abort();
  await assert.rejects(gone, { code: "CANCELLED" });
  await left.promise;
  assert.deepEqual(await handled(registry), ["ProcessPayment CANCELLED 1"]);
});

test("a deadline that passes aborts the method's signal, and is counted as such", async (t) => {
  let left = false;
  const { client, registry } = await start(t, async (_, { signal }) => {
    await once(signal, "abort");
    left = true;
    throw signal.reason;
  });
  // On a busy machine a deadline may be over before the call has come in.
  while (!left) {
    const late = call(client, paymentService.ProcessPayment, {}, { deadlineMs: 30 });
    await assert.rejects(late, { code: "DEADLINE_EXCEEDED" });
  }
  assert.match(String(await handled(registry)), /^ProcessPayment DEADLINE_EXCEEDED \d+$/);
});

test("calls are counted by status, and timed", async (t) => {
  const { client, registry } = await start(t, approve);
  await askPayment(client);
  await askPayment(client);
  assert.deepEqual(await handled(registry), ["ProcessPayment OK 2"]);
  assert.match(await registry.metrics(), /handling_seconds_count\{[^}]*grpc_method="ProcessPayment"\} 2/);
  assert.match(await registry.metrics(), /grpc_server_started_total\{[^}]*grpc_type="unary"[^}]*\} 2/);
});

test("health answers for the process, readiness and the service, and knows no other", async (t) => {
  const { health } = await start(t, approve);
  for (const service of ["", "readiness", SERVICE])
    assert.deepEqual(await call(health, Check, { service }, SOON), { status: "SERVING" });
  await assert.rejects(call(health, Check, { service: "nobody" }, SOON), { code: "NOT_FOUND" });
});

test("reflection tells of the service", async (t) => {
  const { client } = await start(t, approve);
  const { services, file } = await reflect(client);
  assert.ok(services.includes(SERVICE));
  assert.match(file, /ProcessPayment/);
});

/** Speaks the reflection protocol in bytes: list_services is field 7, file_containing_symbol field 4. */
async function reflect(client: InstanceType<typeof PaymentClient>) {
  const same = (value: Buffer) => value;
  const path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
  const stream = client.makeBidiStreamRequest(path, same, same, new Metadata(), {});
  const ask = async (field: number, text: string): Promise<string> => {
    stream.write(Buffer.concat([Buffer.from([(field << 3) | 2, text.length]), Buffer.from(text)]));
    return String((await once(stream, "data"))[0]);
  };
  const answers = { services: await ask(7, ""), file: await ask(4, SERVICE) };
  stream.end();
  await once(stream.resume(), "end");
  return answers;
}

test("a server that closes lets the call under way end, tells watchers, and takes no more", async (t) => {
  const entered = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const { server, client, health, address } = await start(t, async (request, context) => {
    entered.resolve();
    await finish.promise;
    return approve(request, context);
  });
  const watch = watching(health, "readiness");
  const seen: unknown[] = [];
  watch.on("data", ({ status }) => seen.push(status));
  await once(watch, "data");
  const underWay = askPayment(client);
  await entered.promise;

  const watchEnded = once(watch, "error");
  const closed = server.close();
  const [error] = await watchEnded;
  assert.equal(error.code, status.UNAVAILABLE);
  assert.deepEqual(seen, ["SERVING", "NOT_SERVING"]);
  const late = new PaymentClient(address, credentials.createInsecure());
  await assert.rejects(askPayment(late), { code: "UNAVAILABLE" });
  late.close();

  finish.resolve();
  assert.equal((await underWay).result, "PAYMENT_RESULT_APPROVED");
  await closed;
});

test("a call that does not end is cut off after the time to drain", async (t) => {
  const entered = Promise.withResolvers<void>();
  const { server, client } = await start(
    t,
    (_, { signal }) => {
      entered.resolve();
      return once(signal, "abort").then(() => ({}));
    },
    20,
  );
  const underWay = assert.rejects(askPayment(client), { code: /UNAVAILABLE|CANCELLED/ });
  await entered.promise;
  // A connection that never says a word is none to wait for either.
  const silent = connectTcp(server.port, "127.0.0.1");
  await once(silent, "connect");
  const silentEnded = once(silent.resume(), "close");
  await server.close();
  await Promise.all([underWay, silentEnded]);
});

test("a connection that has had its time takes no new calls, and what is under way on it goes on", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { client, health } = await start(t, approve);
  const watch = watching(health, "");
  const ended = once(watch, "error");
  await once(watch, "data");
  for (let seconds = 0; seconds < 600; seconds += 5) {
    t.mock.timers.tick(5_000);
    assert.equal((await askPayment(client)).result, "PAYMENT_RESULT_APPROVED");
  }
  watch.cancel();
  const [{ code }] = await ended;
  assert.equal(status[code], "CANCELLED");
});

test("an address that cannot be had is named, with the settings to change", async (t) => {
  const { server } = await start(t, approve);
  const options = { serviceName: SERVICE, service: paymentService, implementation: {}, drainMs: 0 };
  await assert.rejects(
    serve({ ...options, listen: { host: "127.0.0.1", port: server.port }, registry: new Registry() }),
    new RegExp(`cannot listen on 127.0.0.1:${server.port}: .*EADDRINUSE.*Set \`listen.host\` and \`listen.port\``, "s"),
  );
});
