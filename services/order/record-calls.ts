import type { Registry } from "prom-client";
import type { LiveSettings } from "../shared/live-settings.ts";
import type { Log } from "../shared/log.ts";
import { CallRecorder, openEventsFile } from "./breaker/call-recorder.ts";
import type { OrderLiveSettings } from "./settings.ts";

export type RecordCallsOptions = {
  eventsFile: string | undefined;
  replica: string;
  live: LiveSettings<typeof OrderLiveSettings>;
  log: Log;
  registry: Registry;
};

/** Records the calls to Payment, if a file is set for that. */
export function recorderOf({ eventsFile, live, ...rest }: RecordCallsOptions): CallRecorder | undefined {
  if (eventsFile === undefined) return undefined;
  return new CallRecorder({
    out: openEventsFile(eventsFile),
    clockOrigin: performance.timeOrigin,
    faults: () => live.current.faultsInForce,
    ...rest,
  });
}
