/** The calls of Pulumi's provider protocol for docker.Image, and for nothing else of the docker package. */

import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Server } from "@grpc/grpc-js";
import type {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DiffRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import type { EngineLog } from "../rpc/engine-log.ts";
import { Empty, PluginInfo, provider, ResourceProviderService } from "../rpc/proto.ts";
import { unary } from "../rpc/serve-plugin.ts";
import { DOCKER, notServed, withRefusals } from "../rpc/stand-in.ts";
import { fromStruct, isObject, type Properties, secret, toStruct, UNKNOWN } from "../rpc/values.ts";
import { buildImage } from "./build-image.ts";
import { contextDigest } from "./context-digest.ts";
import { explainConnection } from "./daemon.ts";
import { type Problem, parseImageInputs, problemsOf } from "./image-inputs.ts";
import type { Daemon } from "./progress.ts";
import { readDockerConfig } from "./registry-auth.ts";

const IMAGE_TYPE = "docker:index/image:Image";

export type Surroundings = {
  log: EngineLog;
  connect: () => Promise<Daemon>;
  env: NodeJS.ProcessEnv;
  /** The program's: paths in inputs are relative to it. */
  folder: string;
};

export function dockerProvider({ log, connect, env, folder }: Surroundings): (server: Server) => void {
  const cancelling = new AbortController();

  /** The state after a build. A preview builds nothing: the engine takes the outputs that it lacks for unknown. */
  const make = async (urn: string, inputs: Properties, preview: boolean): Promise<Properties> => {
    if (preview) return inputs;
    const image = parseImageInputs(inputs);
    const { password } = image.registry;
    const hidden = (text: string) => (password === "" ? text : text.replaceAll(password, "[secret]"));
    const workshop = {
      folder,
      dockerConfig: readDockerConfig(env),
      cancelled: cancelling.signal,
      tell: (line: string) => log.log({ urn, ephemeral: true, text: hidden(line) }),
    };
    try {
      const outputs = await buildImage(image, { docker: await connect(), ...workshop });
      await log.flush();
      return { ...outputs, __inputs: secret(inputs) };
    } catch (error) {
      throw new Error(hidden(explainConnection(error, env.DOCKER_HOST).message), { cause: error });
    }
  };

  const served = {
    getPluginInfo: unary(() => new PluginInfo().setVersion(DOCKER.version)),
    configure: unary(configure),
    check: unary((request: CheckRequest) => check(request, folder)),
    diff: unary(diff),
    create: unary(async (request: CreateRequest) => {
      const inputs = fromStruct(request.getProperties());
      const state = await make(request.getUrn(), inputs, request.getPreview());
      const id = request.getPreview() ? "" : parseImageInputs(inputs).imageName;
      return new provider.CreateResponse().setId(id).setProperties(toStruct(state));
    }),
    update: unary(async (request: UpdateRequest) => {
      const state = await make(request.getUrn(), fromStruct(request.getNews()), request.getPreview());
      return new provider.UpdateResponse().setProperties(toStruct(state));
    }),
    read: unary(read),
    // Others may use the image: what is pushed stays.
    delete: unary(() => new Empty()),
    cancel: unary(() => {
      cancelling.abort();
      return new Empty();
    }),
  };
  return (server) => server.addService(ResourceProviderService, withRefusals(DOCKER, ResourceProviderService, served));
}

/** Secrets are not accepted: the engine sends them plain, and marks in the state what was secret in the inputs. */
function configure(request: ConfigureRequest) {
  const given = [...request.getVariablesMap().keys()].find((key) => key !== "docker:config:version");
  if (given) throw notServed(DOCKER, `${given.replace(":config:", ":")} (DOCKER_HOST and \`docker login\` serve)`);
  return new provider.ConfigureResponse().setSupportspreview(true);
}

/** Adds the defaults, and the digest of all that the build reads. */
function check(request: CheckRequest, folder: string) {
  const type = request.getUrn().split("::")[2]?.replace(/^.*\$/, "");
  if (type !== IMAGE_TYPE) throw notServed(DOCKER, `the kind ${type} (it serves Image alone)`);
  const inputs = fromStruct(request.getNews());
  // What is not known yet can be neither found nor hashed.
  if (JSON.stringify([inputs.imageName, inputs.build]).includes(UNKNOWN)) return checked(inputs, []);
  const problems = problemsOf(inputs);
  if (problems.length > 0) return checked(inputs, problems);
  const { context, dockerfile } = parseImageInputs(inputs);
  try {
    const digest = contextDigest(path.resolve(folder, context), path.resolve(folder, dockerfile));
    const given = isObject(inputs.build) ? inputs.build : {};
    return checked({ ...inputs, build: { ...given, context, dockerfile, contextDigest: digest } }, []);
  } catch (error) {
    return checked(inputs, [{ property: "", reason: error instanceof Error ? error.message : String(error) }]);
  }
}

function checked(inputs: Properties, problems: Problem[]) {
  const failures = problems.map(({ property, reason }) =>
    new provider.CheckFailure().setProperty(property).setReason(reason),
  );
  return new provider.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(failures);
}

/** An image is built again, and never replaced. */
function diff(request: DiffRequest) {
  const { __inputs } = fromStruct(request.getOlds());
  const old = withoutCredentials(isObject(__inputs) ? __inputs : fromStruct(request.getOldInputs()));
  const next = withoutCredentials(fromStruct(request.getNews()));
  const changed = Object.keys({ ...old, ...next }).filter((key) => !isDeepStrictEqual(old[key], next[key]));
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  return new provider.DiffResponse().setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE).setDiffsList(changed);
}

/** Other credentials for the same registry are no other image. */
function withoutCredentials(inputs: Properties): Properties {
  if (!isObject(inputs.registry)) return inputs;
  const { username: _, password: __, ...registry } = inputs.registry;
  return { ...inputs, registry };
}

/** An image that is gone from its registry is not noticed; nor does the official plugin look. */
function read(request: ReadRequest) {
  const state = fromStruct(request.getProperties());
  if (Object.keys(state).length === 0) throw notServed(DOCKER, `an import: ${request.getId()} has to be built`);
  return new provider.ReadResponse()
    .setId(request.getId())
    .setProperties(request.getProperties())
    .setInputs(request.getInputs());
}
