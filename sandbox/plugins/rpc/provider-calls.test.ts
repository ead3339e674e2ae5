import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type ServiceError, status } from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import { ask, startPlugin } from "./fake-engine.ts";
import { Empty, provider, ResourceProviderClient, ResourceProviderService } from "./proto.ts";
import { providerCalls } from "./provider-calls.ts";

async function start(t: TestContext) {
  const cancelling = new AbortController();
  const calls = providerCalls({ name: "resource docker", version: "v5.2.0" }, cancelling);
  const { client } = await startPlugin(
    t,
    ResourceProviderClient,
    () => (server) => server.addService(ResourceProviderService, calls),
  );
  return { client, cancelled: cancelling.signal };
}

test("Cancel tells what is under way to stop", async (t) => {
  const { client, cancelled } = await start(t);
  assert.equal(cancelled.aborted, false);
  await ask(client, client.cancel, new Empty());
  assert.equal(cancelled.aborted, true);
});

test("a provider has the version of the official one, and refuses what only that one serves", async (t) => {
  const { client } = await start(t);
  const info: PluginInfo = await ask(client, client.getPluginInfo, new Empty());
  assert.equal(info.getVersion(), "5.2.0");
  await assert.rejects(
    ask(client, client.getSchema, new provider.GetSchemaRequest()),
    ({ code, details }: ServiceError) => code === status.UNIMPLEMENTED && /does not serve the schema/.test(details),
  );
});
