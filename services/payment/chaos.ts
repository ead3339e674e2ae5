/** Chaos as a running Payment has it: faults around its methods, crashes of the process, and metrics of both. */
import type { Registry } from "prom-client";
import { crashOnSchedule } from "../shared/chaos/crash-on-schedule.ts";
import { faultMetrics } from "../shared/chaos/fault-metrics.ts";
import { countTries } from "../shared/chaos/tries.ts";
import { withFaults } from "../shared/chaos/with-faults.ts";
import type { LiveSettings } from "../shared/live-settings.ts";
import type { Log } from "../shared/log.ts";
import type { UnaryMethod } from "../shared/unary.ts";
import type { Processor } from "./processor/processor.ts";
import { shakyProcessor } from "./processor/shaky-processor.ts";
import type { PaymentLiveSettings } from "./settings.ts";

export type PaymentChaosOptions = {
  live: LiveSettings<typeof PaymentLiveSettings>;
  /** The name that a phase strikes this replica by. */
  replica: string;
  /** Ends the process at once. */
  crash: () => void;
  log: Log;
  registry: Registry;
};

export function paymentChaos({ live, replica, crash, log, registry }: PaymentChaosOptions) {
  const chaos = { settings: () => live.current.chaos, nowMs: Date.now, replica };
  const options = { ...chaos, onStrike: faultMetrics(registry, chaos) };
  const tryOf = countTries(replica);
  const crashes = crashOnSchedule({
    ...chaos,
    runningSinceMs: performance.timeOrigin,
    crash: ({ phase, occurrence }) => {
      log.fatal({ phase, occurrence }, "crashes, as the chaos settings ask for");
      crash();
    },
  });
  return {
    /** The method, struck by what is in force. Each method of a key is drawn for itself: to void is not to charge. */
    around: <Request extends { idempotencyKey: string }, Response>(
      name: string,
      method: UnaryMethod<Request, Response>,
    ) => withFaults({ ...options, tryOf }, ({ idempotencyKey }: Request) => `${name} ${idempotencyKey}`, method),
    /** The processor, late or silent where that is in force; `wait` is what it is late with. */
    behindLedger: (processor: Processor, wait: (ms: number) => Promise<void>) =>
      shakyProcessor({ ...options, wait }, processor),
    close: () => crashes.close(),
  };
}
