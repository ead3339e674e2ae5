import type { Registry } from "prom-client";
import { faultsAt } from "../shared/chaos/faults-at.ts";
import { tellFaults } from "../shared/chaos/tell-faults.ts";
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
    faults: () => tellFaults(faultsAt(live.current.chaos, Date.now())),
    ...rest,
  });
}
