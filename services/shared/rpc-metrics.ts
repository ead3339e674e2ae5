/** Counts and times every call that a server takes, health and reflection included. */
import { ResponderBuilder, ServerInterceptingCall, type ServerInterceptor, status } from "@grpc/grpc-js";
import { Counter, Histogram, type Registry } from "prom-client";

/** The names and labels are those of the Prometheus middlewares of gRPC's other languages, so that dashboards fit. */
export function rpcMetrics(registry: Registry): ServerInterceptor {
  const registers = [registry];
  const handled = new Counter({
    name: "grpc_server_handled_total",
    help: "Calls that were answered, by status.",
    labelNames: ["grpc_service", "grpc_method", "grpc_code"],
    registers,
  });
  const seconds = new Histogram({
    name: "grpc_server_handling_seconds",
    help: "Time from the request to the answer.",
    labelNames: ["grpc_service", "grpc_method"],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });

  return ({ path }, call) => {
    const [, grpc_service = "", grpc_method = ""] = path.split("/");
    const endTimer = seconds.startTimer({ grpc_service, grpc_method });
    const onStatus = new ResponderBuilder().withSendStatus((answer, next) => {
      endTimer();
      handled.inc({ grpc_service, grpc_method, grpc_code: status[answer.code] ?? "UNKNOWN" });
      next(answer);
    });
    return new ServerInterceptingCall(call, onStatus.build());
  };
}
