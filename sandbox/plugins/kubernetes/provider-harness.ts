/** For tests: a configured provider, called through gRPC as the engine calls it. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { ServiceError } from "@grpc/grpc-js";
import type {
  CheckResponse,
  CreateResponse,
  DiffResponse,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import type { Empty as EmptyMessage } from "google-protobuf/google/protobuf/empty_pb.js";
import { ask, startPlugin } from "../rpc/fake-engine.ts";
import { provider, ResourceProviderClient, Status } from "../rpc/proto.ts";
import { fromStruct, type Properties, toStruct } from "../rpc/values.ts";
import type { Clock } from "./await/wait.ts";
import { kubernetesProvider } from "./provider.ts";

export const urnOf = (token: string, name = "x") => `urn:pulumi:dev::shop::pulumi:pulumi:Stack$${token}::${name}`;

/** The provider stops with the test. */
export async function startProvider(t: TestContext, config: Record<string, string>, clock: Clock) {
  const { engine, client } = await startPlugin(t, ResourceProviderClient, (log) => kubernetesProvider(log, {}, clock));
  const request = new provider.ConfigureRequest();
  for (const [key, value] of Object.entries(config)) request.getVariablesMap().set(`kubernetes:config:${key}`, value);
  await ask(client, client.configure, request);

  const check = async (token: string, inputs: Properties, olds: Properties = {}): Promise<Properties> => {
    const question = new provider.CheckRequest().setUrn(urnOf(token)).setNews(toStruct(inputs)).setOlds(toStruct(olds));
    const response: CheckResponse = await ask(client, client.check, question);
    return fromStruct(response.getInputs());
  };
  const create = async (token: string, inputs: Properties, preview = false) => {
    const question = new provider.CreateRequest()
      .setUrn(urnOf(token))
      .setProperties(toStruct(inputs))
      .setPreview(preview);
    const response: CreateResponse = await ask(client, client.create, question);
    return { id: response.getId(), state: fromStruct(response.getProperties()) };
  };
  const update = async (
    token: string,
    olds: Properties,
    news: Properties,
    preview = false,
    ignoreChanges: string[] = [],
  ) => {
    const question = new provider.UpdateRequest()
      .setUrn(urnOf(token))
      .setOlds(toStruct(olds))
      .setNews(toStruct(news))
      .setPreview(preview)
      .setIgnorechangesList(ignoreChanges);
    const response: UpdateResponse = await ask(client, client.update, question);
    return fromStruct(response.getProperties());
  };
  const read = async (token: string, id: string, state: Properties = {}, inputs: Properties = {}) => {
    const question = new provider.ReadRequest()
      .setUrn(urnOf(token))
      .setId(id)
      .setProperties(toStruct(state))
      .setInputs(toStruct(inputs));
    const response: ReadResponse = await ask(client, client.read, question);
    return {
      id: response.getId(),
      state: fromStruct(response.getProperties()),
      inputs: fromStruct(response.getInputs()),
    };
  };
  const remove = (token: string, id: string, state: Properties): Promise<EmptyMessage> =>
    ask(
      client,
      client.delete,
      new provider.DeleteRequest().setUrn(urnOf(token)).setId(id).setProperties(toStruct(state)),
    );
  const diff = async (token: string, state: Properties, news: Properties) => {
    const question = new provider.DiffRequest().setUrn(urnOf(token)).setOlds(toStruct(state)).setNews(toStruct(news));
    const response: DiffResponse = await ask(client, client.diff, question);
    return { paths: [...response.getDetaileddiffMap().keys()], replaces: response.getReplacesList(), response };
  };
  return { engine, client, check, create, update, read, remove, diff };
}

export async function failing(promise: Promise<unknown>): Promise<ServiceError> {
  return promise.then(
    () => assert.fail("it succeeded"),
    (error: ServiceError) => error,
  );
}

/** What the engine keeps of a resource that did not become ready. */
export function detailsOf(error: ServiceError) {
  const [trailer] = error.metadata.get("grpc-status-details-bin");
  assert.ok(Buffer.isBuffer(trailer), `no details: ${error.details}`);
  const [packed] = Status.deserializeBinary(trailer).getDetailsList();
  const detail = provider.ErrorResourceInitFailed.deserializeBinary(packed?.getValue_asU8() ?? new Uint8Array());
  return {
    id: detail.getId(),
    state: fromStruct(detail.getProperties()),
    reasons: detail.getReasonsList(),
    inputs: fromStruct(detail.getInputs()),
  };
}
