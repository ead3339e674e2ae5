/** A process from start to end: signals, order and exit codes. */
import { once } from "node:events";
import type { Log } from "./log.ts";
import { SettingsError } from "./settings-error.ts";

/** What was started. `close` lets work under way end, and resolves when nothing is left. */
export type App = { close(): Promise<void> };

/** Why a start was given up: what `stopping` is aborted with. */
class Stopped extends Error {
  override readonly name = "Stopped";
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`told to stop by ${signal}`);
    this.signal = signal;
  }
}

/**
 * Starts the app and closes it on SIGTERM or SIGINT. One that comes while it still starts closes it once it has started,
 * unless `start` sees `stopping` aborted and throws its reason. Exit code 0 after an orderly end; 1 if it could not start
 * or close, after an error that nobody caught, and at a second signal, which ends the process at once.
 */
export async function run(log: Log, start: (stopping: AbortSignal) => Promise<App>): Promise<void> {
  // An unhandled rejection comes here too. What state it left behind is unknown, so nothing is closed.
  process.on("uncaughtException", (error) => die(log, error, "an error that nobody caught"));
  const stopping = abortedBySignal(log);
  log.info("starting");
  const app = await attempt(log, "could not start", () => start(stopping));
  log.info("started");
  if (!stopping.aborted) await once(stopping, "abort");
  log.info({ signal: stopping.reason.signal }, "stopping");
  await attempt(log, "could not stop in order", () => app.close());
  log.info("stopped");
  process.exit(0);
}

async function attempt<T>(log: Log, failure: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    die(log, error, failure);
  }
}

function die(log: Log, error: unknown, message: string): never {
  if (error instanceof Stopped) {
    log.info({ signal: error.signal }, "stopped before it had started");
    process.exit(0);
  }
  // Wrong settings are for a person to mend: sentences, and no stack trace.
  if (error instanceof SettingsError) log.fatal(error.message);
  else log.fatal({ err: error }, message);
  process.exit(1);
}

function abortedBySignal(log: Log): AbortSignal {
  const stopping = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const)
    process.on(name, () => {
      if (stopping.signal.aborted) {
        log.fatal({ signal: name }, "told to stop a second time: calls under way are cut off");
        process.exit(1);
      }
      stopping.abort(new Stopped(name));
    });
  return stopping.signal;
}
