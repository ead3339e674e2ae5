/** Settings reach a service in one environment variable, and Linux starts no process with a longer one. */
import { encodeSettings } from "../services/shared/settings.ts";
import { orderSettings } from "./service-settings.ts";
import type { StackSettings } from "./settings.ts";

/** NAME=VALUE and the NUL behind it: MAX_ARG_STRLEN in execve(2), 32 pages, of 4 KiB where they are smallest. */
const LONGEST_VARIABLE = 131_072;

/** Bytes. */
export const LONGEST_SETTINGS = LONGEST_VARIABLE - Buffer.byteLength("HOLDFAST_SETTINGS=\0");

const LONGEST_NAMESPACE = "n".repeat(63);

/** Nothing else in the settings of either service has as many entries as a stack likes. */
export function problemsOfSize(settings: StackSettings): string[] {
  // A stack that was renamed is in another namespace than its settings say.
  const bytes = Buffer.byteLength(encodeSettings(orderSettings({ ...settings, namespace: LONGEST_NAMESPACE })));
  if (bytes <= LONGEST_SETTINGS) return [];
  const products = Object.keys(settings.order.catalogue.unitPricesMinor).length;
  return [
    `\`holdfast:order.catalogue.unitPricesMinor\` has ${products} products, with which the settings of Order are ${bytes} bytes long: ` +
      `must leave them at most ${LONGEST_SETTINGS}, which is what a container takes in one environment variable. ` +
      "Take products out, or shorten their ids",
  ];
}
