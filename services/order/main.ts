/** The Order process. */
import { hostname } from "node:os";
import { run } from "../shared/lifecycle.ts";
import { createLog } from "../shared/log.ts";
import { decodeSettings } from "../shared/settings.ts";
import { startOrder } from "./app.ts";
import { OrderSettings } from "./settings.ts";

const replica = process.env.POD_NAME || hostname();
const log = createLog({ service: "order", replica });

await run(log, async () => {
  const settings = decodeSettings(OrderSettings, process.env.HOLDFAST_SETTINGS ?? "{}", "HOLDFAST_SETTINGS");
  log.level = settings.logLevel;
  return startOrder({ settings, log, replica });
});
