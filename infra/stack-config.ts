import type { Output } from "@pulumi/pulumi";
import { Config, getStack, RunError, runtime } from "@pulumi/pulumi";
import type { RegistryAccount } from "./images/image.ts";
import { readSettings } from "./read-settings.ts";
import type { StackSettings } from "./settings.ts";

/** Where the data of a service are kept, with the secret that it takes; `urls` are by database. */
export type DatabaseSource<Name extends string> =
  | { place: "cluster"; password: Output<string> }
  | { place: "url"; urls: Record<Name, Output<string>> };

/** What the program reads from the stack's config. What is secret stays a secret Output, and so a secret in Pulumi's state. */
export interface StackConfig {
  settings: StackSettings;
  /** Whether the stack names its namespace; else the name is made from the stack's. */
  namespaceIsSet: boolean;
  account: RegistryAccount | undefined;
  databases: { order: DatabaseSource<"order">; payment: DatabaseSource<"payment" | "processor"> };
}

/** Whether a key's value, or any part of it, was set with --secret. The SDK's types leave it out (it is marked @internal). */
const { isConfigSecret } = runtime as typeof runtime & { isConfigSecret: (key: string) => boolean };

/** Reads the stack's config whole, or throws one error with everything that is wrong with it. */
export function readStackConfig(): StackConfig {
  const stack = getStack();
  const reading = readSettings(runtime.allConfig(), stack, isConfigSecret);
  if (!reading.ok) throw refusal(stack, reading.problems);

  const { image, registryUsername: username } = reading.settings;
  const config = new Config();
  const password = config.getSecret("registryPassword");
  const { order, payment } = reading.databases;
  return {
    settings: reading.settings,
    namespaceIsSet: Boolean(config.get("namespace")),
    account:
      username && password && image.registry ? { server: hostOf(image.registry), username, password } : undefined,
    databases: {
      order:
        order === "url"
          ? { place: order, urls: { order: config.requireSecret("orderDatabaseUrl") } }
          : { place: order, password: config.requireSecret("orderDatabasePassword") },
      payment:
        payment === "url"
          ? {
              place: payment,
              urls: {
                payment: config.requireSecret("paymentDatabaseUrl"),
                processor: config.requireSecret("processorDatabaseUrl"),
              },
            }
          : { place: payment, password: config.requireSecret("paymentDatabasePassword") },
    },
  };
}

/** A RunError is shown as it is: no stack trace, no other noise. */
export function refusal(stack: string, problems: string[]): RunError {
  return new RunError([`The settings of stack ${stack} cannot be used:`, ...problems].join("\n  "));
}

function hostOf(registry: string): string {
  return registry.split("/", 1)[0] ?? registry;
}
