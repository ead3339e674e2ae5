/** The standard health service, whose open watches end when the server stops. */
import type { Server, ServerWritableStream } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";

/** "" answers as long as the process does; "readiness" tells whether it takes calls. Neither asks other services. */
const READINESS = "readiness";

export type Health = {
  /** Says NOT_SERVING to whoever asks about readiness or the service, and ends the watches. */
  stopServing(): void;
};

/** `serviceName` is the full name of the service, which clients may ask for too. */
export function addHealth(server: Server, serviceName: string): Health {
  const health = new HealthImplementation({ "": "SERVING", [READINESS]: "SERVING", [serviceName]: "SERVING" });
  const watches = new Set<ServerWritableStream<unknown, unknown>>();
  health.addToServer({
    addService(definition, { watch, ...methods }) {
      const tracked = (call: ServerWritableStream<unknown, unknown>) => {
        watches.add(call);
        call.once("cancelled", () => watches.delete(call));
        // What the package hands to a server is a server-streaming method; only its types are vague about it.
        (watch as (call: ServerWritableStream<unknown, unknown>) => void)(call);
      };
      server.addService(definition, { ...methods, watch: tracked });
    },
  });
  return {
    stopServing() {
      for (const name of [READINESS, serviceName]) health.setStatus(name, "NOT_SERVING");
      // The package never ends them, and a server waits for every stream before it stops.
      for (const watch of watches) watch.end();
    },
  };
}
