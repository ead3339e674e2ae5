/**
 * Settings that change while the service runs: a file in a folder that Kubernetes mounts a ConfigMap to.
 * The kubelet writes a new folder and swaps the link `..data`, so the folder is what must be watched: a watch on the
 * file would stay with the old one. A slow poll finds what a watch has missed or could not be had for.
 */
import { type FSWatcher, readFileSync, watch } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Counter, Gauge, type Registry } from "prom-client";
import type { z } from "zod";
import type { Log } from "./log.ts";
import { decodeSettings, encodeSettings, settingsVersion } from "./settings.ts";
import { SettingsError } from "./settings-error.ts";

export type LiveSettingsOptions<T extends z.ZodType> = {
  /** `{}` must be good by it: what is in force until a file was good. */
  schema: T;
  /** Without a file the defaults stay in force. */
  file: string | undefined;
  log: Log;
  registry: Registry;
  pollMs?: number;
};

/**
 * The settings in force. A file that is missing, empty, half-written or wrong changes nothing: the last good settings
 * stay, and the log and a metric say so.
 */
export class LiveSettings<T extends z.ZodType> {
  readonly #options: LiveSettingsOptions<T>;
  readonly #metrics: ReturnType<typeof metricsIn>;
  readonly #listeners: ((settings: z.output<T>) => void)[] = [];
  readonly #poll: NodeJS.Timeout | undefined;
  readonly #watcher: FSWatcher | undefined;
  #current: z.output<T>;
  #seen: Content | undefined;

  constructor(options: LiveSettingsOptions<T>) {
    const { schema, file, log, registry, pollMs = 5_000 } = options;
    this.#options = options;
    this.#metrics = metricsIn(registry);
    this.#current = decodeSettings(schema, "{}", "the defaults");
    this.#metrics.inForce(settingsVersion(this.#current));
    if (file === undefined) return;
    this.#read(file);
    this.#watcher = watchFolder(path.dirname(file), log, () => this.#read(file));
    this.#poll = setInterval(() => this.#read(file), pollMs).unref();
  }

  get current(): z.output<T> {
    return this.#current;
  }

  /** Tells of each change of the settings' value, not of each change of the file. */
  onChange(listener: (settings: z.output<T>) => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    this.#watcher?.close();
    clearInterval(this.#poll);
  }

  #read(file: string): void {
    const content = contentOf(file);
    if (isDeepStrictEqual(content, this.#seen)) return;
    this.#seen = content;
    const settings = this.#decode(file, content);
    if (settings !== undefined) this.#take(settings);
  }

  #decode(file: string, content: Content): z.output<T> | undefined {
    const { schema, log } = this.#options;
    try {
      if ("unreadable" in content) throw new SettingsError(file, [content.unreadable]);
      const settings = decodeSettings(schema, content.text, file);
      this.#metrics.refused.set(0);
      return settings;
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      this.#metrics.errors.inc();
      this.#metrics.refused.set(1);
      const version = settingsVersion(this.#current);
      log.error({ problems: error.problems, version }, `${error.message}\nThe last good live settings stay in force.`);
      return undefined;
    }
  }

  #take(settings: z.output<T>): void {
    if (encodeSettings(settings) === encodeSettings(this.#current)) return;
    this.#current = settings;
    const version = settingsVersion(settings);
    this.#metrics.inForce(version);
    this.#options.log.info({ version, settings }, "live settings taken over");
    for (const listener of this.#listeners) listener(settings);
  }
}

function metricsIn(registry: Registry) {
  const registers = [registry];
  const info = new Gauge({
    name: "holdfast_live_settings_info",
    help: "1 for the version of the live settings that is in force.",
    labelNames: ["version"],
    registers,
  });
  return {
    inForce(version: string): void {
      info.reset();
      info.set({ version }, 1);
    },
    errors: new Counter({
      name: "holdfast_live_settings_errors_total",
      help: "Contents of the live settings file that could not be used.",
      registers,
    }),
    refused: new Gauge({
      name: "holdfast_live_settings_refused",
      help: "1 while the live settings file cannot be used and older settings stay in force.",
      registers,
    }),
  };
}

type Content = { text: string } | { unreadable: string };

function contentOf(file: string): Content {
  try {
    return { text: readFileSync(file, "utf8") };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

function watchFolder(folder: string, log: Log, changed: () => void): FSWatcher | undefined {
  const without = (error: unknown) =>
    log.warn({ err: error, folder }, "cannot watch the live settings; polling instead");
  try {
    return watch(folder, { persistent: false }, changed).on("error", without);
  } catch (error) {
    without(error);
    return undefined;
  }
}
