/** The calls of Pulumi's provider protocol for docker.Image, and for nothing else of the docker package. */
import type { Server } from "@grpc/grpc-js";
import type {
  CheckRequest,
  CheckResponse,
  ConfigureRequest,
  CreateRequest,
  DiffRequest,
  DiffResponse,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import type { EngineLog } from "../rpc/engine-log.ts";
import { parsePath } from "../rpc/property-path.ts";
import { Empty, provider, ResourceProviderService } from "../rpc/proto.ts";
import { providerCalls } from "../rpc/provider-calls.ts";
import { unary } from "../rpc/serve-plugin.ts";
import { announceOnce, notServed } from "../rpc/stand-in.ts";
import { partsOfUrn } from "../rpc/urn.ts";
import {
  fromStruct,
  hasUnknowns,
  isObject,
  type Properties,
  redact,
  revealAll,
  secret,
  toStruct,
  withSecretsOf,
} from "../rpc/values.ts";
import { buildImage } from "./build-image.ts";
import { check } from "./check.ts";
import { changedPaths } from "./diff.ts";
import { connectDocker, explainConnection } from "./engine.ts";
import { parseImageInputs } from "./image-inputs.ts";
import { readDockerConfig } from "./registry-auth.ts";
import { IMAGE_TYPE, STAND_IN } from "./stand-in.ts";

/** `folder` is the program's: paths in inputs are relative to it. */
export function dockerProvider(log: EngineLog, env: NodeJS.ProcessEnv, folder: string): (server: Server) => void {
  const cancelling = new AbortController();
  const announce = announceOnce(log, STAND_IN);
  let host = "";

  const configure = (request: ConfigureRequest) => {
    announce();
    host = request.getVariablesMap().get("docker:config:host") ?? "";
    return new provider.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
  };

  /** Builds and pushes; in a preview only where the program asks for it. */
  const make = async (
    urn: string,
    inputs: Properties,
    preview: boolean,
  ): Promise<{ id: string; state: Properties }> => {
    const plain = revealAll(inputs);
    const image = parseImageInputs(plain);
    // Without the outputs that only a build can tell: the engine takes them for unknown.
    if (preview && (!image.buildOnPreview || hasUnknowns(plain))) return { id: "", state: inputs };
    const workshop = {
      docker: await connectDocker(host),
      folder,
      dockerConfig: readDockerConfig(env),
      cancelled: cancelling.signal,
      tell: (line: string) => void log.log({ urn, severity: "info", ephemeral: true, text: redact(line, inputs) }),
    };
    const outputs = await buildImage(preview ? { ...image, skipPush: true } : image, workshop).catch(
      (error: unknown) => {
        throw new Error(redact(explainConnection(error, host || env.DOCKER_HOST || "").message, inputs));
      },
    );
    await log.flush();
    return { id: image.imageName, state: { ...withSecretsOf(outputs, inputs), __inputs: secret(inputs) } };
  };

  return (server) =>
    server.addService(ResourceProviderService, {
      ...providerCalls(STAND_IN, cancelling),
      checkConfig: unary((request: CheckRequest) => new provider.CheckResponse().setInputs(request.getNews())),
      diffConfig: unary(diffConfig),
      configure: unary(configure),
      check: unary((request: CheckRequest) => checkCall(request, folder, log)),
      diff: unary(diffCall),
      create: unary(async (request: CreateRequest) => {
        const { id, state } = await make(request.getUrn(), fromStruct(request.getProperties()), request.getPreview());
        return new provider.CreateResponse().setId(id).setProperties(toStruct(state));
      }),
      update: unary(async (request: UpdateRequest) => {
        const { state } = await make(request.getUrn(), fromStruct(request.getNews()), request.getPreview());
        return new provider.UpdateResponse().setProperties(toStruct(state));
      }),
      // An image that is gone from its registry is not noticed; nor does the official plugin look.
      read: unary((request: ReadRequest) =>
        new provider.ReadResponse()
          .setId(request.getId())
          .setProperties(request.getProperties())
          .setInputs(request.getInputs()),
      ),
      // Others may use the image: what is pushed stays.
      delete: unary(() => new Empty()),
    });
}

function checkCall(request: CheckRequest, folder: string, log: EngineLog): CheckResponse {
  const urn = request.getUrn();
  const { type } = partsOfUrn(urn);
  if (type !== IMAGE_TYPE) throw notServed(STAND_IN, `the kind ${type} (it serves Image alone)`);
  const checked = check(fromStruct(request.getNews()), folder);
  for (const text of checked.notes) void log.log({ urn, severity: "info", text });
  const failures = checked.problems.map(({ property, reason }) =>
    new provider.CheckFailure().setProperty(property).setReason(reason),
  );
  return new provider.CheckResponse().setInputs(toStruct(checked.inputs)).setFailuresList(failures);
}

function diffCall(request: DiffRequest): DiffResponse {
  const { __inputs } = revealAll(fromStruct(request.getOlds()));
  const old = isObject(__inputs) ? __inputs : revealAll(fromStruct(request.getOldInputs()));
  return changed(changedPaths(old, revealAll(fromStruct(request.getNews()))));
}

function diffConfig(request: DiffRequest): DiffResponse {
  const old = revealAll(fromStruct(request.getOldInputs() ?? request.getOlds()));
  return changed(
    changedPaths({ ...old, version: null }, { ...revealAll(fromStruct(request.getNews())), version: null }),
  );
}

function changed(paths: string[]): DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  const response = new provider.DiffResponse()
    .setChanges(paths.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...new Set(paths.map((path) => String(parsePath(path)[0])))])
    .setHasdetaileddiff(true);
  for (const path of paths)
    response
      .getDetaileddiffMap()
      .set(path, new provider.PropertyDiff().setKind(provider.PropertyDiff.Kind.UPDATE).setInputdiff(true));
  return response;
}
