/** What the services are told, from the very stack file that Pulumi reads, by the very functions of the program. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { readSettings, SECRETS } from "../infra/read-settings.ts";
import { orderLiveSettings, orderSettings, paymentSettings } from "../infra/service-settings.ts";
import { Problem, reasonOf } from "../sandbox/problem.ts";

export type StackServices = {
  order: { replicas: number; settings: Told; live: Told };
  payment: { replicas: number; settings: Told; live: Told };
  /** What can be ordered. */
  products: string[];
};

type Told = Record<string, unknown>;

/** What the program requires of a stack, and what a local run has no use for: where it goes, and secrets. */
const REQUIRED = {
  "holdfast:context": "local",
  "holdfast:namespace": "local",
  "holdfast:orderDatabasePassword": "local",
  "holdfast:paymentDatabasePassword": "local",
};
const IMAGE = { registry: "local" };
const UNUSED = new Set([...SECRETS, "registryUsername"].map((key) => `holdfast:${key}`));

/** Reads a Pulumi.NAME.yaml; a Problem says all that is wrong with it. */
export function readStackFile(file: string, stack: string): StackServices {
  const config = configOf(file);
  const isSecret = (key: string) => UNUSED.has(key) || holdsSecret(config[key]);
  const reading = readSettings(asText(config), stack, isSecret);
  if (!reading.ok)
    throw new Problem(
      [`the settings of stack ${stack} cannot be used:`, ...reading.problems].join("\n  "),
      `Mend them in ${file}.`,
    );
  const { settings } = reading;
  return {
    order: {
      replicas: settings.order.replicas,
      settings: orderSettings(settings),
      live: orderLiveSettings(settings),
    },
    payment: {
      replicas: settings.payment.replicas,
      settings: paymentSettings(settings),
      live: { chaos: settings.chaos },
    },
    products: Object.keys(settings.order.catalogue.unitPricesMinor),
  };
}

function configOf(file: string): Record<string, unknown> {
  const { config = {} } = contentOf(file);
  const image = config["holdfast:image"];
  return {
    ...Object.fromEntries(Object.entries(config).filter(([key]) => !UNUSED.has(key))),
    ...REQUIRED,
    "holdfast:image": { ...IMAGE, ...(isObject(image) ? image : {}) },
  };
}

/** The stack's config as Pulumi hands it to the program: text, objects as JSON, and of an empty line nothing. */
function asText(config: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : value === null ? "" : JSON.stringify(value),
    ]),
  );
}

/** Pulumi writes a secret as {secure: TEXT}, wherever in a value it is. */
function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return ("secure" in value && typeof value.secure === "string") || Object.values(value).some(holdsSecret);
}

function contentOf(file: string): { config?: Record<string, unknown> } {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Problem(
      `${file} cannot be read: ${reasonOf(error)}`,
      "Name another stack with `--stack NAME`, or mend it.",
    );
  }
  if (!isObject(content)) throw new Problem(`${file} holds no settings`, "A stack file begins with `config:`.");
  return content;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
