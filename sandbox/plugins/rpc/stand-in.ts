/** What a stand-in says about itself, and how it refuses what it does not serve. */
import type {
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  sendUnaryData,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { NotServed, toServiceError } from "./serve-plugin.ts";

export type StandIn = {
  /** The official plugin, as `pulumi plugin install` names it: "resource docker". */
  name: string;
  version: string;
};

export const LANGUAGE_HOST: StandIn = { name: "language nodejs", version: "3.250.0" };
/** The version of the npm package: Pulumi asks for exactly that. */
export const DOCKER: StandIn = { name: "resource docker", version: "5.2.0" };

/** For the person at the terminal. The language host says it for both: they are installed together. */
export const ANNOUNCEMENT =
  `this run uses Holdfast's stand-ins for two of Pulumi's plugins, "${LANGUAGE_HOST.name}" ${LANGUAGE_HOST.version} and ` +
  `"${DOCKER.name}" ${DOCKER.version}, in place of the official ones`;

export function notServed({ name, version }: StandIn, what: string): NotServed {
  return new NotServed(
    `Holdfast's stand-in for Pulumi's plugin "${name}" does not serve ${what}; the official plugin does: ` +
      `run \`pulumi plugin install ${name} ${version}\` where it can be downloaded, with a PULUMI_HOME that holds no stand-ins`,
  );
}

type Refused = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;

/** All calls of `service`: those of `served`, and for each of the others the answer UNIMPLEMENTED with a sentence that says so. */
export function withRefusals(
  standIn: StandIn,
  service: ServiceDefinition,
  served: UntypedServiceImplementation,
): UntypedServiceImplementation {
  const refusals = Object.entries(service).map(([method, { path }]) => {
    const error = toServiceError(notServed(standIn, `the call ${path.replace(/^.*\//, "")}`));
    // A call that answers with a stream has no callback.
    const refuse = (call: Refused, callback?: sendUnaryData<unknown>) =>
      callback ? callback(error) : call.emit("error", error);
    return [method, refuse];
  });
  return { ...Object.fromEntries(refusals), ...served };
}
