/** The breaker around Payment, as a running Order has it: with live thresholds, in the log and in the metrics. */
import type { Registry } from "prom-client";
import type { LiveSettings } from "../shared/live-settings.ts";
import type { Log } from "../shared/log.ts";
import { Breaker, type CallRecord } from "./breaker/breaker.ts";
import { verdictOf } from "./breaker/verdict.ts";
import { countBreaker, showBreakerState } from "./metrics.ts";
import type { OrderLiveSettings } from "./settings.ts";

export type PaymentBreakerOptions = {
  live: LiveSettings<typeof OrderLiveSettings>;
  log: Log;
  registry: Registry;
  /** Is told of each call, beside the metrics. */
  onCall?: ((record: CallRecord) => void) | undefined;
};

export function paymentBreaker({ live, log, registry, onCall }: PaymentBreakerOptions): Breaker {
  const counted = countBreaker(registry);
  const breaker = new Breaker({
    name: "payment",
    settings: live.current.breaker,
    now: () => performance.now(),
    verdictOf,
    onCall: (record) => {
      counted.onCall(record);
      onCall?.(record);
    },
    onTransition: (from, to) => {
      counted.onTransition(from, to);
      log.warn({ from, to }, "the breaker around Payment changed its state");
    },
  });
  live.onChange(({ breaker: settings }) => breaker.configure(settings));
  showBreakerState(registry, breaker);
  return breaker;
}
