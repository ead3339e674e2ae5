import assert from "node:assert/strict";
import { test } from "node:test";
import { type ServiceError, status } from "@grpc/grpc-js";
import { connectEngineLog } from "./engine-log.ts";
import { ask, connectTo, startFakeEngine } from "./fake-engine.ts";
import { provider, ResourceProviderClient, ResourceProviderService } from "./proto.ts";
import { engineAddress, type Method, serve, unary } from "./serve-plugin.ts";
import { DOCKER, notServed } from "./stand-in.ts";

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
    throw notServed(DOCKER, "the kind docker:index/container:Container");
  });
  assert.equal(error.code, status.UNIMPLEMENTED);
  assert.match(error.details, /does not serve the kind docker:index\/container:Container/);
  assert.match(error.details, /pulumi plugin install resource docker 5.2.0/);
});

test("messages reach the engine in the order in which they were told", async (t) => {
  const engine = await startFakeEngine();
  t.after(engine.stop);
  const log = connectEngineLog(engine.address);
  t.after(log.close);
  const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`);
  for (const text of texts) log.log({ text, urn: "urn:x", ephemeral: true });
  await log.flush();
  assert.deepEqual(
    engine.messages.map(({ text }) => text),
    texts,
  );
});

test("a message that nobody hears fails nothing", async () => {
  const log = connectEngineLog("127.0.0.1:1");
  log.log({ text: "lost" });
  await log.flush();
  log.close();
});
