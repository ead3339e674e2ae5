/** Payment put together: what it is made of, and in which order it stops. */
import { setTimeout as delay } from "node:timers/promises";
import { paymentService } from "../../proto/contracts.ts";
import type { Reach } from "../shared/crash-points.ts";
import type { App } from "../shared/lifecycle.ts";
import { LiveSettings } from "../shared/live-settings.ts";
import type { Log } from "../shared/log.ts";
import { processMetrics, serveMetrics } from "../shared/metrics.ts";
import { unavailableWithoutDatabase } from "../shared/postgres/when-unavailable.ts";
import { RpcError } from "../shared/rpc-error.ts";
import { serve } from "../shared/rpc-server.ts";
import { type UnaryMethod, unary } from "../shared/unary.ts";
import { workUnderWay } from "../shared/under-way.ts";
import { paymentChaos } from "./chaos.ts";
import { type CrashPoint, ledgerReaching, processorDatabaseReaching, processorReaching } from "./crash-points.ts";
import { type DatabaseUrls, openDatabases } from "./databases.ts";
import { paymentHandlers } from "./handlers.ts";
import { openLedger } from "./ledger/ledger.ts";
import { countPayments, countVoids } from "./metrics.ts";
import { openPayments } from "./payments.ts";
import { openProcessor } from "./processor/processor.ts";
import { startResolver } from "./resolver.ts";
import { PaymentLiveSettings, type PaymentSettings } from "./settings.ts";

/** The ports in use, also if 0 was asked for. */
export type PaymentApp = App & { port: number; metricsPort: number };

export type PaymentOptions = {
  settings: PaymentSettings;
  databaseUrls: DatabaseUrls;
  log: Log;
  /** Tells this process from others like it. */
  replica: string;
  /** What a slow charge waits with; aborted, it waits no longer. */
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Ends the process at once, where chaos asks for a crash; left out, there are none. */
  crash?: () => void;
  /** Where torture makes the process die. */
  reach?: Reach<CrashPoint>;
  /** Aborted, it ends a start that still waits for the databases. */
  stopping?: AbortSignal;
};

const OUTCOME_UNKNOWN = "Payment cannot reach its databases now: ask again with the same key, nothing is done twice";

export async function startPayment(options: PaymentOptions): Promise<PaymentApp> {
  const { settings, databaseUrls, log, replica, reach = () => {}, stopping = new AbortController().signal } = options;
  const { crash = () => {}, wait = (ms, signal) => delay(ms, undefined, { signal }) } = options;
  const databases = await openDatabases({
    urls: databaseUrls,
    connections: settings.databaseConnections,
    log,
    stopping,
  });
  const registry = processMetrics();
  const live = new LiveSettings({ schema: PaymentLiveSettings, file: settings.liveSettingsFile, log, registry });

  const closing = new AbortController();
  const waitUntilClosed = (ms: number) =>
    wait(ms, closing.signal).then(
      () => {},
      () => closing.signal.throwIfAborted(),
    );
  const chaos = paymentChaos({ live, replica, crash, log, registry });
  const processor = openProcessor({
    database: processorDatabaseReaching(databases.processor, reach),
    wait: waitUntilClosed,
  });
  const payments = openPayments({
    ledger: ledgerReaching(openLedger({ database: databases.ledger, leaseMs: settings.leaseMs }), reach),
    processor: processorReaching(chaos.behindLedger(processor, waitUntilClosed), reach),
    ...countPayments(registry),
  });

  const handlers = paymentHandlers(payments, countVoids(registry));
  const underWay = workUnderWay();
  const method = <Request extends { idempotencyKey: string }, Response>(
    name: string,
    handler: UnaryMethod<Request, Response>,
  ) => {
    const answered = unavailableWithoutDatabase(log, OUTCOME_UNKNOWN, handler);
    const tracked: UnaryMethod<Request, Response> = (request, context) => underWay.track(answered(request, context));
    return unary(log, chaos.around(name, tracked));
  };

  const metrics = await serveMetrics(registry, settings.metrics);
  const server = await serve({
    listen: settings.listen,
    serviceName: "payment.v1.PaymentService",
    service: paymentService,
    implementation: {
      ProcessPayment: method("ProcessPayment", handlers.ProcessPayment),
      GetPayment: method("GetPayment", handlers.GetPayment),
      VoidPayment: method("VoidPayment", handlers.VoidPayment),
    },
    drainMs: settings.drainMs,
    registry,
  });
  const resolver = startResolver({ payments, everyMs: settings.resolveEveryMs, log });
  log.info({ port: server.port, metricsPort: metrics.port }, "payment takes calls");

  return {
    port: server.port,
    metricsPort: metrics.port,
    async close() {
      chaos.close();
      await server.close();
      // What is still slow now is left behind, for another replica or the next start.
      closing.abort(new RpcError("UNAVAILABLE", "this replica stops: ask again with the same key"));
      await Promise.all([resolver.close(), underWay.ended()]);
      live.close();
      await metrics.close();
      await databases.close();
    },
  };
}
