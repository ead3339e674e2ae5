/** Order put together: its parts, how they are wired, how they stop. */
import { randomUUID } from "node:crypto";
import { orderService } from "../../proto/contracts.ts";
import type { Reach } from "../shared/crash-points.ts";
import { type EventLoopDelay, eventLoopDelay } from "../shared/event-loop-delay.ts";
import type { App } from "../shared/lifecycle.ts";
import { LiveSettings } from "../shared/live-settings.ts";
import type { Log } from "../shared/log.ts";
import { processMetrics, serveMetrics } from "../shared/metrics.ts";
import { protection } from "../shared/protection.ts";
import { serve } from "../shared/rpc-server.ts";
import { streaming } from "../shared/streaming.ts";
import { unary } from "../shared/unary.ts";
import { workUnderWay } from "../shared/under-way.ts";
import { alterOrder } from "./alter-order.ts";
import { showBacklog } from "./backlog.ts";
import type { CrashPoint } from "./crash-points.ts";
import { orderHandlers } from "./handlers.ts";
import { openOrderBook } from "./order-book.ts";
import { orderChanges } from "./order-changes.ts";
import { payingThroughBreaker } from "./paying.ts";
import { placeOrder } from "./place-order.ts";
import { OrderLiveSettings, type OrderSettings } from "./settings.ts";
import { settlement } from "./settlement.ts";
import { OrderWatch } from "./watch-order.ts";

/** How soon who watches an order hears of what another replica did. */
const WATCH_POLL_MS = 500;

/** The ports in use, also if 0 was asked for. */
export type OrderApp = App & { port: number; metricsPort: number };

export type OrderOptions = {
  settings: OrderSettings;
  databaseUrl: string;
  log: Log;
  /** Tells this process from others like it. */
  replica: string;
  /** Spreads what would come at once: numbers in [0, 1). */
  random: () => number;
  /** How late the event loop is; measured unless given. */
  loopDelay?: EventLoopDelay;
  /** Where torture makes the process die. */
  reach?: Reach<CrashPoint>;
  /** Aborted, it ends a start that still waits for the database. */
  stopping?: AbortSignal;
};

export async function startOrder(options: OrderOptions): Promise<OrderApp> {
  const { settings, databaseUrl, log, replica, random } = options;
  const { reach = () => {}, stopping = new AbortController().signal } = options;
  const book = await openOrderBook({ databaseUrl, settings, random, reach, log, stopping });
  const { orders } = book;
  const registry = processMetrics();
  const live = new LiveSettings({ schema: OrderLiveSettings, file: settings.liveSettingsFile, log, registry });
  const callDeadlineMs = () => live.current.breaker.callDeadlineMs;
  // A lease outlasts a call, and the writing down of what it came to.
  const leaseMs = () => callDeadlineMs() + settings.settlement.leaseMarginMs;

  const watch = new OrderWatch({ orders, pollMs: WATCH_POLL_MS, log });
  const onChanged = orderChanges({ watch, registry, log });
  const paying = payingThroughBreaker({ settings, live, replica, reach, log, registry });
  const { payments, breakerState } = paying;
  const settling = settlement({
    orders,
    payments,
    breakerState,
    settings: settings.settlement,
    callDeadlineMs,
    onChanged,
    registry,
    log,
    random,
  });

  const underWay = workUnderWay();
  const goesOn = underWay.track;
  const parts = { orders, payments, settleOne: settling.settleOne, onChanged, goesOn, log };
  const placing = { ...parts, catalogue: settings.catalogue, newOrderId: randomUUID, leaseMs };
  const handlers = orderHandlers({
    placeOrder: (request) => placeOrder(placing, request),
    alterOrder: (clientId, orderId, wish) => alterOrder(parts, clientId, orderId, wish),
    orders,
    watch,
    underWay,
    mostUnderWay: () => live.current.loadShedding.maxWrites,
    patienceMs: leaseMs,
    log,
  });

  const loopDelay = options.loopDelay ?? eventLoopDelay();
  const protect = protection({
    identity: settings.clientIdentity,
    limits: () => live.current,
    loopDelayMs: loopDelay.read,
    now: () => performance.now(),
    registry,
  });
  const backlog = showBacklog({ orders, registry, log });
  const metrics = await serveMetrics(registry, settings.metrics);
  // Last: who reaches this server finds the rest in its place.
  const server = await serve({
    listen: settings.listen,
    serviceName: "order.v1.OrderService",
    service: orderService,
    implementation: {
      PlaceOrder: unary(log, protect.unary("write", handlers.PlaceOrder)),
      GetOrder: unary(log, protect.unary("read", handlers.GetOrder)),
      WatchOrder: streaming(log, protect.streaming("watch", handlers.WatchOrder)),
      CancelOrder: unary(log, protect.unary("write", handlers.CancelOrder)),
      ChangePaymentMethod: unary(log, protect.unary("write", handlers.ChangePaymentMethod)),
    },
    drainMs: settings.drainMs,
    registry,
  });
  settling.start();
  log.info({ port: server.port, metricsPort: metrics.port }, "order takes calls");

  return {
    port: server.port,
    metricsPort: metrics.port,
    async close() {
      // Orders under way still need Payment, the breaker and the order book, and are still counted.
      await Promise.all([server.close(), settling.close()]);
      await underWay.ended();
      watch.close();
      await Promise.all([paying.close(), backlog.close()]);
      live.close();
      loopDelay.close();
      await metrics.close();
      await book.close();
    },
  };
}
