/** The Payment process. */
import { hostname } from "node:os";
import { run } from "../shared/lifecycle.ts";
import { createLog } from "../shared/log.ts";
import { decodeSettings } from "../shared/settings.ts";
import { startPayment } from "./app.ts";
import { PaymentSettings } from "./settings.ts";

const { HOLDFAST_SETTINGS = "{}", POD_NAME = hostname() } = process.env;
const log = createLog({ service: "payment", replica: POD_NAME });

await run(log, async () => {
  const settings = decodeSettings(PaymentSettings, HOLDFAST_SETTINGS, "HOLDFAST_SETTINGS");
  log.level = settings.logLevel;
  return startPayment({ settings, log, random: Math.random });
});
