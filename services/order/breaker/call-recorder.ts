/** Writes the record of every call, as JSON lines. It may lose records, and counts them; it never fails a call. */
import { createWriteStream, openSync } from "node:fs";
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { Counter, type Registry } from "prom-client";
import type { Log } from "../../shared/log.ts";
import { settingsVersion } from "../../shared/settings.ts";
import { SettingsError } from "../../shared/settings-error.ts";
import type { CallRecord } from "./breaker.ts";
import { callEventOf } from "./call-event.ts";

export type CallRecorderOptions = {
  out: Writable;
  replica: string;
  /** When the breaker's clock was 0, in milliseconds since the epoch. */
  clockOrigin: number;
  /** What is being done to Payment, as far as is known. */
  faults: () => readonly string[];
  log: Log;
  registry: Registry;
};

/** Some 30,000 records: what may wait for a slow disk. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

export class CallRecorder {
  readonly #options: CallRecorderOptions;
  readonly #lost: Counter;
  /** The version of the settings last seen: making one costs more than a call does. */
  #seen: { settings: CallRecord["settings"]; version: string } | undefined;

  constructor(options: CallRecorderOptions) {
    const { out, log, registry } = options;
    this.#options = options;
    this.#lost = new Counter({
      name: "order_call_events_lost_total",
      help: "Records of calls that were not written, because the disk was too slow or failed.",
      registers: [registry],
    });
    out.on("error", (error) => log.error({ err: error }, "calls are no longer recorded: their file cannot be written"));
  }

  readonly onCall = (record: CallRecord): void => {
    const { out, replica, clockOrigin, faults } = this.#options;
    if (!out.writable || out.writableLength > MAX_WAITING_BYTES) {
      this.#lost.inc();
      return;
    }
    const event = callEventOf(record, {
      clockOrigin,
      replica,
      settingsVersion: this.#versionOf(record.settings),
      faults: faults(),
    });
    out.write(`${JSON.stringify(event)}\n`);
  };

  /** Resolves once all records that wait are written, or cannot be. */
  async close(): Promise<void> {
    const { out } = this.#options;
    if (out.writable) out.end();
    // Its failure is in the log already.
    await finished(out).catch(() => {});
  }

  #versionOf(settings: CallRecord["settings"]): string {
    if (this.#seen?.settings !== settings) this.#seen = { settings, version: settingsVersion(settings) };
    return this.#seen.version;
  }
}

/** Opens a file to append to; "-" is standard output, which the log's lines go to as well. */
export function openEventsFile(file: string): Writable {
  if (file === "-") return new Writable({ write: (chunk, _encoding, done) => void process.stdout.write(chunk, done) });
  try {
    return createWriteStream(file, { fd: openSync(file, "a") });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError("`eventsFile`", [
      `${reason}. Name a file in a folder that Order may write to, or "-" for standard output.`,
    ]);
  }
}
