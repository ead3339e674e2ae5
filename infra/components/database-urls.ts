import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { maxConnections } from "../manifests/database.ts";
import type { DatabaseSettings, Pods } from "../settings.ts";
import type { DatabaseSource } from "../stack-config.ts";
import { Postgres } from "./postgres.ts";

export interface DatabaseUrlsArgs {
  namespace: Input<string>;
  settings: DatabaseSettings;
  /** The pods that connect. */
  pods: Pods;
  pullSecret?: Input<string> | undefined;
  /** How the volume's claim is made and left. */
  volume: CustomResourceOptions;
}

/**
 * What a service connects to its databases with, by database: to a server of its own in the cluster, which is made here,
 * or as the stack says.
 */
export function databaseUrls<const Name extends string>(
  service: string,
  source: DatabaseSource<Name>,
  databases: readonly Name[],
  { pods, ...args }: DatabaseUrlsArgs,
  opts: CustomResourceOptions,
): Record<Name, Output<string>> {
  if (source.place === "url") return source.urls;
  const { settings } = args;
  const server = new Postgres(
    `${service}-database`,
    {
      ...args,
      caller: service,
      databases,
      password: source.password,
      maxConnections: maxConnections(pods, settings.connectionsPerReplica, databases.length),
      rolloutSeconds: pods.rolloutSeconds,
    },
    opts,
  );
  return Object.fromEntries(databases.map((name) => [name, server.url(name)])) as Record<Name, Output<string>>;
}
