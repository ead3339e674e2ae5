/** The calls of Pulumi's provider protocol, each handed to the file that answers it. */
import type { Server } from "@grpc/grpc-js";
import type {
  CheckRequest,
  CheckResponse,
  ConfigureRequest,
  ConfigureResponse,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { EngineLog } from "../rpc/engine-log.ts";
import { Empty, provider, ResourceProviderService } from "../rpc/proto.ts";
import { providerCalls } from "../rpc/provider-calls.ts";
import { unary } from "../rpc/serve-plugin.ts";
import { announceOnce, notServed } from "../rpc/stand-in.ts";
import { partsOfUrn } from "../rpc/urn.ts";
import { fromStruct, revealAll, toStruct } from "../rpc/values.ts";
import type { Clock } from "./await/wait.ts";
import { check } from "./check.ts";
import { fromState } from "./checkpoint.ts";
import { configDifference } from "./config-diff.ts";
import { connect } from "./connect.ts";
import { create } from "./create.ts";
import { remove } from "./delete.ts";
import { differenceOf } from "./diff.ts";
import { diffResponse } from "./diff-response.ts";
import { type Kind, kindOfToken, SERVED_KINDS } from "./kinds.ts";
import { read } from "./read.ts";
import type { Session } from "./session.ts";
import { parseSettings } from "./settings.ts";
import { STAND_IN } from "./stand-in.ts";
import { strictModeProblems } from "./strict-mode.ts";
import { update } from "./update.ts";

export function kubernetesProvider(log: EngineLog, env: NodeJS.ProcessEnv, clock: Clock): (server: Server) => void {
  const cancelling = new AbortController();
  const announce = announceOnce(log, STAND_IN);
  let session: Session | undefined;
  let defaultNamespace = "default";

  const configured = (): Session => {
    if (session) return session;
    throw new Error("the provider has not been configured");
  };

  const configure = async (request: ConfigureRequest): Promise<ConfigureResponse> => {
    announce();
    const variables = [...request.getVariablesMap().entries()].map(([key, value]) => [key.split(":").at(-1), value]);
    const settings = parseSettings(Object.fromEntries(variables), env);
    const connected = await connect(settings, (text) => void log.log({ severity: "warning", text }));
    defaultNamespace = connected.defaultNamespace;
    session = {
      cluster: connected.cluster,
      settings,
      clock,
      cancelled: cancelling.signal,
      log: (urn, severity, text) => void log.log({ urn, severity, text }),
      status: (urn, text) => log.log({ urn, severity: "info", text, ephemeral: true }),
    };
    return new provider.ConfigureResponse()
      .setAcceptsecrets(true)
      .setSupportspreview(true)
      .setSupportsAutonamingConfiguration(true);
  };

  return (server) =>
    server.addService(ResourceProviderService, {
      ...providerCalls(STAND_IN, cancelling),
      checkConfig: unary((request: CheckRequest) => checkConfig(request, env)),
      diffConfig: unary(diffConfig),
      configure: unary(configure),
      check: unary((request: CheckRequest) => checkCall(request, defaultNamespace)),
      diff: unary((request: DiffRequest) => diffCall(request, configured())),
      create: unary((request: CreateRequest) => createCall(request, configured())),
      update: unary((request: UpdateRequest) => updateCall(request, configured())),
      read: unary((request: ReadRequest) => readCall(request, configured())),
      delete: unary((request: DeleteRequest) => deleteCall(request, configured())),
    });
}

function kindOf(urn: string): Kind {
  const { type } = partsOfUrn(urn);
  const kind = kindOfToken(type);
  if (!kind) throw notServed(STAND_IN, `the kind ${type} (it serves ${SERVED_KINDS})`);
  return kind;
}

function checkConfig(request: CheckRequest, env: NodeJS.ProcessEnv): CheckResponse {
  const news = revealAll(fromStruct(request.getNews()));
  return checkResponse(request.getNews(), strictModeProblems(news, partsOfUrn(request.getUrn()).name, env));
}

async function diffConfig(request: DiffRequest): Promise<DiffResponse> {
  const old = request.getOldInputs() ?? request.getOlds();
  const difference = await configDifference(revealAll(fromStruct(old)), revealAll(fromStruct(request.getNews())));
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  return new provider.DiffResponse()
    .setChanges(difference.changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(difference.changed)
    .setReplacesList(difference.replaces);
}

function checkCall(request: CheckRequest, defaultNamespace: string): CheckResponse {
  const kind = kindOf(request.getUrn());
  const autonaming = request.getAutonaming();
  const modes = ["propose", "enforce", "disable"] as const;
  const checked = check({
    kind,
    resourceName: partsOfUrn(request.getUrn()).name,
    inputs: fromStruct(request.getNews()),
    oldInputs: fromStruct(request.getOlds()),
    seed: request.getRandomseed_asU8(),
    autonaming: autonaming && {
      mode: modes[autonaming.getMode()] ?? "propose",
      proposedName: autonaming.getProposedName(),
    },
    defaultNamespace,
  });
  return checkResponse(toStruct(checked.inputs), checked.problems);
}

function checkResponse(inputs: Struct | undefined, problems: { property: string; reason: string }[]): CheckResponse {
  const failures = problems.map(({ property, reason }) =>
    new provider.CheckFailure().setProperty(property).setReason(reason),
  );
  return new provider.CheckResponse().setInputs(inputs).setFailuresList(failures);
}

function diffCall(request: DiffRequest, session: Session): DiffResponse {
  const { inputs: oldInputs, live: oldLive } = fromState(fromStruct(request.getOlds()));
  return diffResponse(
    differenceOf({
      kind: kindOf(request.getUrn()),
      oldInputs,
      oldLive,
      newInputs: revealAll(fromStruct(request.getNews())),
      ignoreChanges: request.getIgnorechangesList(),
      mutable: session.settings.mutable,
    }),
  );
}

async function createCall(request: CreateRequest, session: Session) {
  const { id, state } = await create(session, {
    urn: request.getUrn(),
    inputs: fromStruct(request.getProperties()),
    customTimeoutSeconds: request.getTimeout(),
    preview: request.getPreview(),
  });
  return new provider.CreateResponse().setId(id).setProperties(toStruct(state));
}

async function updateCall(request: UpdateRequest, session: Session) {
  const state = await update(session, {
    urn: request.getUrn(),
    oldState: fromStruct(request.getOlds()),
    inputs: fromStruct(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
    customTimeoutSeconds: request.getTimeout(),
    preview: request.getPreview(),
  });
  return new provider.UpdateResponse().setProperties(toStruct(state));
}

async function readCall(request: ReadRequest, session: Session) {
  const { id, state, inputs } = await read(session, {
    urn: request.getUrn(),
    id: request.getId(),
    kind: kindOf(request.getUrn()),
    state: fromStruct(request.getProperties()),
    inputs: fromStruct(request.getInputs()),
  });
  const response = new provider.ReadResponse().setId(id);
  return id === "" ? response : response.setProperties(toStruct(state)).setInputs(toStruct(inputs));
}

async function deleteCall(request: DeleteRequest, session: Session) {
  await remove(session, {
    urn: request.getUrn(),
    id: request.getId(),
    kind: kindOf(request.getUrn()),
    state: fromStruct(request.getProperties()),
    customTimeoutSeconds: request.getTimeout(),
  });
  return new Empty();
}
