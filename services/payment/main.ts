/** The Payment process. */
import { hostname } from "node:os";
import { run } from "../shared/lifecycle.ts";
import { createLog } from "../shared/log.ts";

const {
  HOLDFAST_SETTINGS = "{}",
  HOLDFAST_DATABASE_URL,
  HOLDFAST_PROCESSOR_DATABASE_URL,
  HOLDFAST_CRASH_POINT = "",
  POD_NAME: replica = hostname(),
} = process.env;
const log = createLog({ service: "payment", replica });

await run(log, async (stopping) => {
  // Loaded once signals are heard: to the first process of a container, one without a handler is nothing.
  const { decodeSettings } = await import("../shared/settings.ts");
  const { databaseUrl } = await import("../shared/postgres/database-url.ts");
  const { crashPoints, killed } = await import("../shared/crash-points.ts");
  const { PaymentSettings } = await import("./settings.ts");
  const { CRASH_POINTS } = await import("./crash-points.ts");
  const { startPayment } = await import("./app.ts");

  const settings = decodeSettings(PaymentSettings, HOLDFAST_SETTINGS, "HOLDFAST_SETTINGS");
  log.level = settings.logLevel;
  const databaseUrls = {
    ledger: databaseUrl("HOLDFAST_DATABASE_URL", HOLDFAST_DATABASE_URL, "Payment's ledger"),
    processor: databaseUrl(
      "HOLDFAST_PROCESSOR_DATABASE_URL",
      HOLDFAST_PROCESSOR_DATABASE_URL,
      "the simulated processor",
    ),
  };
  const die = (crashPoint: string) => {
    log.fatal({ crashPoint }, "dies at a crash point");
    killed();
  };
  const reach = crashPoints({ points: CRASH_POINTS, wanted: HOLDFAST_CRASH_POINT, crash: die });
  // No SIGKILL: the first process of a container cannot send itself one. To everybody else it looks the same.
  const crash = () => process.exit(137);
  return startPayment({ settings, databaseUrls, log, replica, crash, reach, stopping });
});
