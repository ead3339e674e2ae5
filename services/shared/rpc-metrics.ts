/** Counts and times every call of a server, under the names that dashboards for gRPC know. */
import { ServerInterceptingCall, type ServerInterceptor, status } from "@grpc/grpc-js";
import { Counter, Histogram, type Registry } from "prom-client";
import type { StatusName } from "./rpc-error.ts";

const LABELS = ["grpc_type", "grpc_service", "grpc_method"] as const;

/** An interceptor; put it first, where `call` is grpc-js's own, so that it sees what anybody answers. `now` gives monotonic milliseconds. */
export function rpcMetrics(registry: Registry, now = () => performance.now()): ServerInterceptor {
  const started = new Counter({
    name: "grpc_server_started_total",
    help: "Calls that have come in.",
    labelNames: LABELS,
    registers: [registry],
  });
  const handled = new Counter({
    name: "grpc_server_handled_total",
    help: "Calls that have ended, by status.",
    labelNames: [...LABELS, "grpc_code"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "grpc_server_handling_seconds",
    help: "From the start of a call to its status.",
    labelNames: LABELS,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });

  return (method, call) => {
    const [, service = "", name = ""] = method.path.split("/");
    const labels = { grpc_type: typeOf(method), grpc_service: service, grpc_method: name };
    const startedMs = now();
    started.inc(labels);
    let ended = false;
    const end = (code: StatusName) => {
      if (ended) return;
      ended = true;
      handled.inc({ ...labels, grpc_code: code });
      seconds.observe(labels, (now() - startedMs) / 1_000);
    };
    // Wrapped and not intercepted: grpc-js gives some calls their status below all interceptors, such as too large ones.
    const send = call.sendStatus.bind(call);
    call.sendStatus = (answer) => {
      end((status[answer.code] as StatusName | undefined) ?? "UNKNOWN");
      send(answer);
    };
    return new ServerInterceptingCall(call, {
      // Nobody waits for the status any more, so none is sent: the caller hung up, or its deadline is over.
      start: (next) => next({ onCancel: () => end(isOver(call.getDeadline()) ? "DEADLINE_EXCEEDED" : "CANCELLED") }),
    });
  };
}

function typeOf({ requestStream, responseStream }: { requestStream: boolean; responseStream: boolean }): string {
  if (requestStream) return responseStream ? "bidi_stream" : "client_stream";
  return responseStream ? "server_stream" : "unary";
}

/** A deadline is on the clock of the wall, as gRPC has it. */
function isOver(deadline: Date | number): boolean {
  return Number(deadline) <= Date.now();
}
