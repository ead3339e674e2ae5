/** The settings that every service has. */
import { z } from "zod";
import { decimal } from "./settings.ts";

const port = () => {
  const range = "must be a port from 0 (any free one) to 65535";
  return decimal(z.int(range).min(0, range).max(65_535, range));
};

/** An address to listen on; 127.0.0.1 unless set. */
const listenAddress = (usualPort: number) =>
  z.strictObject({ host: z.string().min(1).default("127.0.0.1"), port: port().default(usualPort) }).prefault({});

const drainRange = "must be a whole number of milliseconds from 0 to 300000";

export const LogLevel = z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]);

export const serverSettings = (grpcPort: number, metricsPort: number) => ({
  /** Where gRPC is served. */
  listen: listenAddress(grpcPort),
  /** Where GET /metrics is served. */
  metrics: listenAddress(metricsPort),
  /** The file of live settings, in a folder that is watched; without it the defaults are in force. */
  liveSettingsFile: z.string().min(1).optional(),
  logLevel: LogLevel.default("info"),
  /** How long calls in flight may take after SIGTERM. */
  drainMs: decimal(z.int(drainRange).min(0, drainRange).max(300_000, drainRange)).default(10_000),
});
