/** The Payment process. */
import { hostname } from "node:os";
import { run } from "../shared/lifecycle.ts";
import { createLog } from "../shared/log.ts";

const { HOLDFAST_SETTINGS = "{}", POD_NAME: replica = hostname() } = process.env;
const log = createLog({ service: "payment", replica });

await run(log, async () => {
  // Loaded once signals are heard: to the first process of a container, one without a handler is nothing.
  const { decodeSettings } = await import("../shared/settings.ts");
  const { PaymentSettings } = await import("./settings.ts");
  const { startPayment } = await import("./app.ts");

  const settings = decodeSettings(PaymentSettings, HOLDFAST_SETTINGS, "HOLDFAST_SETTINGS");
  log.level = settings.logLevel;
  return startPayment({ settings, log, random: Math.random });
});
