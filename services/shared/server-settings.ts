/** Settings which every service has: where it listens, what it logs, how it stops. */
import { z } from "zod";
import { whole } from "./settings.ts";

/** An address to listen on: this machine only, unless set. Port 0 takes a free one. */
function listenAddress(defaultPort: number) {
  return z
    .strictObject({
      host: z.string("must be an address of this machine, like 127.0.0.1 or 0.0.0.0").min(1).default("127.0.0.1"),
      port: whole(0, 65_535).default(defaultPort),
    })
    .prefault({});
}
export type ListenAddress = z.output<ReturnType<typeof listenAddress>>;

/** Pino's levels, by name. */
const LogLevel = z
  .enum(
    ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
    "must be trace, debug, info, warn, error, fatal or silent",
  )
  .default("info");

/** The keys that the settings of a service begin with. */
export function serverSettings(defaults: { port: number; metricsPort: number }) {
  return {
    /** The gRPC server. */
    listen: listenAddress(defaults.port),
    /** The HTTP server of /metrics. */
    metrics: listenAddress(defaults.metricsPort),
    /** The file with the live settings, which is watched; without it they keep their defaults. */
    liveSettingsFile: z.string().min(1, "must be a path, or left out").optional(),
    logLevel: LogLevel,
    /** After SIGTERM: how long calls may take to end before they are cut off. */
    drainMs: whole(0, 600_000, "milliseconds").default(10_000),
  };
}
