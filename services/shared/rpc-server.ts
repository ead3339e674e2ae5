/** A gRPC server with health, reflection and metrics, which stops in good order. */
import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";
import { HealthImplementation } from "grpc-health-check";
import type { Registry } from "prom-client";
import { packageDefinition } from "../../proto/contracts.ts";
import { blamingCaller } from "./callers-faults.ts";
import { endlessStreams } from "./endless-streams.ts";
import { keepCallersOutOfLog } from "./grpc-log.ts";
import type { App } from "./lifecycle.ts";
import { addressOf, listening } from "./listening.ts";
import { rpcMetrics } from "./rpc-metrics.ts";
import type { ListenAddress } from "./server-settings.ts";
import { refuseUndecodable, withUndecodable } from "./undecodable.ts";

/** Of health: "" answers as long as the process does; "readiness" tells whether it takes calls. Neither asks other services. */
const READINESS = "readiness";

const SERVER_OPTIONS = {
  // Requests are small; nobody gets to fill our memory with one.
  "grpc.max_receive_message_length": 64 * 1024,
  "grpc.max_concurrent_streams": 1_000,
  // Clients look for new replicas when a connection ends, so none takes calls for ever. Those under way on it may end in peace, so
  // there is neither a time of grace nor keepalive: at the end of the one, and at the first ping of the other (which Node does not
  // send on a connection that closes), grpc-js 1.14 resets them, and clients take that for INTERNAL. A client that vanished without
  // a word is forgotten all the same: it never acknowledges that its connection is to end, and the kernel gives up on it.
  "grpc.max_connection_age_ms": 120_000,
  "grpc.enable_channelz": 0,
};

export type ServeOptions = {
  listen: ListenAddress;
  /** One of the contracts, by its full name: "order.v1.OrderService". */
  serviceName: string;
  service: ServiceDefinition;
  implementation: UntypedServiceImplementation;
  /** How long calls in flight may take to end once the server closes. */
  drainMs: number;
  registry: Registry;
};

/** Listens. `port` is the one in use, also if 0 was asked for. */
export async function serve(options: ServeOptions): Promise<App & { port: number }> {
  const { listen, serviceName, drainMs } = options;
  keepCallersOutOfLog();
  const interceptors = [blamingCaller(rpcMetrics(options.registry)), refuseUndecodable];
  const server = new Server({ ...SERVER_OPTIONS, interceptors });
  const streams = endlessStreams();
  const add = {
    addService: (service: ServiceDefinition, implementation: UntypedServiceImplementation) =>
      server.addService(withUndecodable(service), streams.tracked(service, implementation)),
  };
  add.addService(options.service, options.implementation);
  const health = new HealthImplementation({ "": "SERVING", [READINESS]: "SERVING", [serviceName]: "SERVING" });
  health.addToServer(add);
  new ReflectionService(packageDefinition, { services: [serviceName] }).addToServer(add);

  const port = await listening("listen", listen, (ready, failed) =>
    server.bindAsync(addressOf(listen), ServerCredentials.createInsecure(), (error, bound) =>
      error ? failed(error) : ready(bound),
    ),
  );
  return {
    port,
    close() {
      for (const name of [READINESS, serviceName]) health.setStatus(name, "NOT_SERVING");
      streams.end();
      return drain(server, addressOf({ host: listen.host, port }), drainMs);
    },
  };
}

/**
 * Takes no new calls, lets those in flight end, and cuts off what is left after `drainMs`. Not by `forceShutdown`, which
 * in grpc-js 1.14 knows no connections while channelz is off; and `drain` first, which skips those that already close.
 */
function drain(server: Server, address: string, drainMs: number): Promise<void> {
  server.drain(address, drainMs);
  return new Promise((resolve) => server.tryShutdown(() => resolve()));
}
