/** The Order process. */
import { hostname } from "node:os";
import { run } from "../shared/lifecycle.ts";
import { createLog } from "../shared/log.ts";

const {
  HOLDFAST_SETTINGS = "{}",
  HOLDFAST_DATABASE_URL,
  HOLDFAST_CRASH_POINT = "",
  POD_NAME: replica = hostname(),
} = process.env;
const log = createLog({ service: "order", replica });

await run(log, async (stopping) => {
  // Loaded once signals are heard: to the first process of a container, one without a handler is nothing.
  const { decodeSettings } = await import("../shared/settings.ts");
  const { databaseUrl } = await import("../shared/postgres/database-url.ts");
  const { crashPoints, killed } = await import("../shared/crash-points.ts");
  const { OrderSettings } = await import("./settings.ts");
  const { CRASH_POINTS } = await import("./crash-points.ts");
  const { startOrder } = await import("./app.ts");

  const settings = decodeSettings(OrderSettings, HOLDFAST_SETTINGS, "HOLDFAST_SETTINGS");
  log.level = settings.logLevel;
  const crash = (crashPoint: string) => {
    log.fatal({ crashPoint }, "dies at a crash point");
    killed();
  };
  return startOrder({
    settings,
    databaseUrl: databaseUrl("HOLDFAST_DATABASE_URL", HOLDFAST_DATABASE_URL, "Order"),
    log,
    replica,
    random: Math.random,
    reach: crashPoints({ points: CRASH_POINTS, wanted: HOLDFAST_CRASH_POINT, crash }),
    stopping,
  });
});
