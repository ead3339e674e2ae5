/**
 * Streams that end only when the client wants it, like a watch of health or a session of reflection. A server that
 * waits for its calls to end would wait for them in vain, so it ends them itself.
 */
import {
  type ServerDuplexStream,
  type ServerWritableStream,
  type ServiceDefinition,
  status,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";

type Stream = ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>;

/** The streams of one server: `tracked` handlers report theirs, `end` ends them and each that still comes. */
export function endlessStreams() {
  const open = new Set<Stream>();
  let ended = false;

  function track(handle: UntypedHandleCall): UntypedHandleCall {
    return (stream: Stream) => {
      open.add(stream);
      for (const event of ["cancelled", "finish"]) stream.once(event, () => open.delete(stream));
      Reflect.apply(handle, undefined, [stream]);
      if (ended) refuse(stream);
    };
  }

  return {
    tracked(definition: ServiceDefinition, handlers: UntypedServiceImplementation): UntypedServiceImplementation {
      return Object.fromEntries(
        Object.entries(handlers).map(([name, handle]) => [
          name,
          isStreaming(definition, name) ? track(handle) : handle,
        ]),
      );
    },
    end(): void {
      ended = true;
      for (const stream of open) refuse(stream);
    },
  };
}

function refuse(stream: Stream): void {
  // As grpc-js has it: an error event on the stream is its status.
  stream.emit("error", { code: status.UNAVAILABLE, details: "this replica is shutting down: call another one" });
}

/** Handlers may be named as the contract writes them or with a small first letter. */
function isStreaming(definition: ServiceDefinition, name: string): boolean {
  const method = Object.entries(definition).find(
    ([key, { originalName }]) => key === name || originalName === name,
  )?.[1];
  return method?.responseStream === true;
}
