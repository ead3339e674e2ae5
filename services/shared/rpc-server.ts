/** A gRPC server with the standard health and reflection services, which stops in good order. */
import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { PackageDefinition } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { HealthImplementation } from "grpc-health-check";
import type { Registry } from "prom-client";
import { endlessStreams } from "./endless-streams.ts";
import type { App } from "./lifecycle.ts";
import { addressOf, listening } from "./listening.ts";
import type { Log } from "./log.ts";
import { rpcMetrics } from "./rpc-metrics.ts";
import type { ListenAddress } from "./server-settings.ts";
import { type UnaryMethod, unary } from "./unary.ts";
import { refuseUndecodable, withUndecodable } from "./undecodable.ts";

export type ServeOptions = {
  listen: ListenAddress;
  service: ServiceDefinition;
  /** By name, each of the service's. */
  methods: Readonly<Record<string, UnaryMethod<never, unknown>>>;
  /** The contracts that reflection describes, and the name of the service among them. */
  contracts: PackageDefinition;
  serviceName: string;
  registry: Registry;
  log: Log;
  /** How long `close` lets calls end before it cuts them off. */
  drainMs: number;
};

/** Of health: "" says that the process answers, "readiness" that it takes calls. */
const READINESS = "readiness";

/** Listens, and gives the port in use. `close` takes no more calls, and lets those under way end. */
export async function serve(options: ServeOptions): Promise<App & { port: number }> {
  const { listen, service, contracts, serviceName, registry, log, drainMs } = options;
  const server = new Server({
    interceptors: [rpcMetrics(registry), refuseUndecodable],
    // Requests are small; nobody gets to fill our memory with one.
    "grpc.max_receive_message_length": 64 * 1024,
    "grpc.max_concurrent_streams": 1_000,
    // Clients look for new replicas when a connection ends, so none lasts for ever.
    "grpc.max_connection_age_ms": 120_000,
    "grpc.max_connection_age_grace_ms": 30_000,
    "grpc.enable_channelz": 0,
  });
  const streams = endlessStreams();
  const add = {
    addService: (definition: ServiceDefinition, handlers: UntypedServiceImplementation) =>
      server.addService(withUndecodable(definition), streams.tracked(definition, handlers)),
  };
  add.addService(service, implementationOf(options));
  const health = new HealthImplementation({ "": "SERVING", [READINESS]: "SERVING" });
  health.addToServer(add);
  new ReflectionService(contracts, { services: [serviceName] }).addToServer(add);

  const port = await listening("listen", listen, (ready, failed) =>
    server.bindAsync(addressOf(listen), ServerCredentials.createInsecure(), (error, bound) =>
      error ? failed(error) : ready(bound),
    ),
  );
  return {
    port,
    async close() {
      health.setStatus(READINESS, "NOT_SERVING");
      streams.end();
      const inTime = await within(drainMs, new Promise<void>((resolve) => server.tryShutdown(() => resolve())));
      if (!inTime) log.warn({ drainMs }, "calls that had not ended in time are cut off");
      server.forceShutdown();
    },
  };
}

function implementationOf({ service, methods, log }: ServeOptions): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.keys(service).map((name) => {
      const method = methods[name];
      if (!method) throw new Error(`the service has a method ${name}, and no function for it was given`);
      // The caller's types match those of the contract; here they are no longer known.
      return [name, unary(log, method as UnaryMethod<unknown, unknown>)];
    }),
  );
}

/** Whether the work was done within `ms`. */
async function within(ms: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
