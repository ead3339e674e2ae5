import type { Registry } from "prom-client";
import type { Reach } from "../shared/crash-points.ts";
import type { App } from "../shared/lifecycle.ts";
import type { LiveSettings } from "../shared/live-settings.ts";
import type { Log } from "../shared/log.ts";
import type { State } from "./breaker/policy.ts";
import { type PaymentCalls, paymentCalls } from "./call-payment.ts";
import { type CrashPoint, paymentReaching } from "./crash-points.ts";
import { countPaymentCalls } from "./metrics.ts";
import { paymentBreaker } from "./payment-breaker.ts";
import { paymentAt } from "./payment-client.ts";
import { recorderOf } from "./record-calls.ts";
import type { OrderLiveSettings, OrderSettings } from "./settings.ts";

export type PayingOptions = {
  settings: Pick<OrderSettings, "payment" | "ejection" | "eventsFile">;
  live: LiveSettings<typeof OrderLiveSettings>;
  replica: string;
  reach: Reach<CrashPoint>;
  log: Log;
  registry: Registry;
};

export type Paying = App & {
  payments: PaymentCalls;
  /** Of the breaker that all of them pass; "closed" where its mode refuses nothing. */
  breakerState: () => State;
};

/** All calls to Payment as a running Order makes them: through one breaker, counted and recorded. */
export function payingThroughBreaker({ settings, live, replica, reach, log, registry }: PayingOptions): Paying {
  const recorder = recorderOf({ eventsFile: settings.eventsFile, replica, live, log, registry });
  const breaker = paymentBreaker({ live, log, registry, onCall: recorder?.onCall });
  const payment = paymentAt(settings.payment.target, settings.ejection);
  return {
    payments: paymentCalls({
      breaker,
      payment: paymentReaching(payment, reach),
      callDeadlineMs: () => live.current.breaker.callDeadlineMs,
      onEnded: countPaymentCalls(registry),
      log,
    }),
    breakerState: () => (live.current.breaker.mode === "enforce" ? breaker.state : "closed"),
    async close() {
      payment.close();
      breaker.shutdown();
      await recorder?.close();
    },
  };
}
