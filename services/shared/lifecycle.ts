/** A process from start to end: signals, order and exit codes. */
import type { Log } from "./log.ts";
import { SettingsError } from "./settings-error.ts";

/** What was started. `close` lets work under way end, and resolves when nothing is left. */
export type App = { close(): Promise<void> };

/**
 * Starts the app and closes it on SIGTERM or SIGINT, also if that comes while it still starts. Exit code 0 after an
 * orderly end; 1 if it could not start or close, after an error that nobody caught, and at a second signal, which
 * ends the process at once.
 */
export async function run(log: Log, start: () => Promise<App>): Promise<void> {
  // An unhandled rejection comes here too. What state it left behind is unknown, so nothing is closed.
  process.on("uncaughtException", (error) => die(log, error, "an error that nobody caught"));
  const signal = firstSignal(log);
  log.info("starting");
  const app = await attempt(log, "could not start", start);
  log.info("started");
  log.info({ signal: await signal }, "stopping");
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
  // Wrong settings are for a person to mend: sentences, and no stack trace.
  if (error instanceof SettingsError) log.fatal(error.message);
  else log.fatal({ err: error }, message);
  process.exit(1);
}

function firstSignal(log: Log): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const name of ["SIGTERM", "SIGINT"] as const)
      process.on(name, () => {
        if (asked) {
          log.fatal({ signal: name }, "told to stop a second time: calls under way are cut off");
          process.exit(1);
        }
        asked = true;
        resolve(name);
      });
  });
}
