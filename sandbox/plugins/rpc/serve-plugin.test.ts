import assert from "node:assert/strict";
import { test } from "node:test";
import { type ServiceError, status } from "@grpc/grpc-js";
import { connectEngineLog } from "./engine-log.ts";
import { ask, connectTo, startFakeEngine } from "./fake-engine.ts";
import { InitFailed } from "./init-failed.ts";
import { provider, ResourceProviderClient, ResourceProviderService, Status } from "./proto.ts";
import { engineAddress, type Method, serve, unary } from "./serve-plugin.ts";
import { announceOnce, notServed } from "./stand-in.ts";
import { fromStruct, secret } from "./values.ts";

async function failureOf(
  t: { after: (end: () => void) => void },
  method: Method<unknown, unknown>,
): Promise<ServiceError> {
  const { port, stop } = await serve((server) => server.addService(ResourceProviderService, { create: unary(method) }));
  t.after(stop);
  const client = connectTo(ResourceProviderClient, port);
  t.after(() => client.close());
  return ask(client, client.create, new provider.CreateRequest()).then(
    () => assert.fail("the call succeeded"),
    (error: ServiceError) => error,
  );
}

test("the engine's address is the last argument, whatever flags come before it", () => {
  assert.equal(engineAddress(["node", "main.ts", "--logtostderr", "-v=9", "127.0.0.1:4000"]), "127.0.0.1:4000");
  assert.throws(() => engineAddress(["node", "--tracing"]), /started by Pulumi/);
});

test("what a method throws becomes the call's error", async (t) => {
  const error = await failureOf(t, () => {
    throw new Error("the API server said no");
  });
  assert.equal(error.code, status.UNKNOWN);
  assert.equal(error.details, "the API server said no");
});

test("what the stand-in does not serve is said to be so, with the way to the official plugin", async (t) => {
  const error = await failureOf(t, () => {
    throw notServed({ name: "resource kubernetes", version: "v4.34.2" }, "the kind kubernetes:batch/v1:Job");
  });
  assert.equal(error.code, status.UNIMPLEMENTED);
  assert.match(error.details, /does not serve the kind kubernetes:batch\/v1:Job/);
  assert.match(error.details, /pulumi plugin install resource kubernetes v4.34.2/);
});

test("a resource that did not become ready carries its state, its id and the reasons in the error's details", async (t) => {
  const error = await failureOf(t, () => {
    throw new InitFailed({
      id: "shop/order",
      properties: { a: secret("x"), b: 1 },
      inputs: { c: true },
      reasons: ["not ready", "because"],
    });
  });
  const [trailer] = error.metadata.get("grpc-status-details-bin");
  assert.ok(Buffer.isBuffer(trailer));
  const rich = Status.deserializeBinary(trailer);
  assert.equal(rich.getCode(), status.UNKNOWN);
  const [packed] = rich.getDetailsList();
  assert.equal(packed?.getTypeName(), "pulumirpc.ErrorResourceInitFailed");
  const detail = provider.ErrorResourceInitFailed.deserializeBinary(packed.getValue_asU8());
  assert.equal(detail.getId(), "shop/order");
  assert.deepEqual(fromStruct(detail.getProperties()), { a: secret("x"), b: 1 });
  assert.deepEqual(fromStruct(detail.getInputs()), { c: true });
  assert.deepEqual(detail.getReasonsList(), ["not ready", "because"]);
});

test("messages reach the engine in the order in which they were told", async (t) => {
  const engine = await startFakeEngine();
  t.after(engine.stop);
  const log = connectEngineLog(engine.address);
  t.after(log.close);
  const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`);
  await Promise.all(texts.map((text) => log.log({ severity: "info", text, urn: "urn:x", ephemeral: true })));
  assert.deepEqual(
    engine.messages.map(({ text }) => text),
    texts,
  );
});

test("a message that nobody hears fails nothing", async () => {
  const log = connectEngineLog("127.0.0.1:1");
  await log.log({ severity: "warning", text: "lost" });
  log.close();
});

test("a stand-in says once what it is", async (t) => {
  const engine = await startFakeEngine();
  t.after(engine.stop);
  const log = connectEngineLog(engine.address);
  t.after(log.close);
  const announce = announceOnce(log, { name: "resource docker", version: "v5.2.0" });
  announce();
  announce();
  await log.log({ severity: "info", text: "end" });
  assert.equal(engine.messages.length, 2);
  assert.match(
    engine.messages[0]?.text ?? "",
    /stand-in for Pulumi's plugin "resource docker" v5.2.0.*not made with the official plugin/,
  );
});
