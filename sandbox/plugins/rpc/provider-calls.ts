/** The calls of Pulumi's provider protocol that our providers answer alike: what they are, Cancel, and what they do not serve. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type { CallRequest, ConstructRequest, InvokeRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import { Empty, PluginInfo } from "./proto.ts";
import { unary } from "./serve-plugin.ts";
import { notServed, type StandIn } from "./stand-in.ts";

/** Cancel aborts `cancelling`; to end what is under way is the provider's part. */
export function providerCalls(standIn: StandIn, cancelling: AbortController): UntypedServiceImplementation {
  const refuse = <Request>(what: (request: Request) => string) =>
    unary((request: Request) => {
      throw notServed(standIn, what(request));
    });
  return {
    getPluginInfo: unary(() => new PluginInfo().setVersion(standIn.version.slice(1))),
    cancel: unary(() => {
      cancelling.abort();
      return new Empty();
    }),
    invoke: refuse((request: InvokeRequest) => `the function ${request.getTok()}`),
    call: refuse((request: CallRequest) => `the method ${request.getTok()}`),
    construct: refuse((request: ConstructRequest) => `the component ${request.getType()}`),
    getSchema: refuse(() => "the schema"),
    parameterize: refuse(() => "parameters"),
  };
}
