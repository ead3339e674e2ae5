import { StatefulSet } from "@pulumi/kubernetes/apps/v1/index.js";
import { PersistentVolumeClaim, Secret, Service } from "@pulumi/kubernetes/core/v1/index.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/index.js";
import type { ComponentResourceOptions, CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { ComponentResource, interpolate, output } from "@pulumi/pulumi";
import { databaseClaimSpec, databasePolicySpec, databaseServiceSpec, databaseSpec } from "../manifests/database.ts";
import { DATABASE_PORT, DATABASE_ROLE } from "../manifests/database-names.ts";
import { labelsOf } from "../manifests/names.ts";
import type { DatabaseSettings } from "../settings.ts";
import { rolloutTimeouts } from "./rollout-timeouts.ts";

export interface PostgresArgs {
  namespace: Input<string>;
  /** The only service that may reach it. */
  caller: string;
  databases: readonly string[];
  /** A secret. Another one holds once the server has been started anew, which changing it does. */
  password: Input<string>;
  settings: DatabaseSettings;
  maxConnections: number;
  /** How long `pulumi up` waits for it. */
  rolloutSeconds: number;
  /** Name of a Secret to pull the image with. */
  pullSecret?: Input<string>;
  /** How the claim is made and left. */
  volume: CustomResourceOptions;
}

/** One PostgreSQL server in the cluster, its volume and its password, reached by one service. */
export class Postgres extends ComponentResource {
  /** Without a database; a secret, and known once the server takes connections. */
  readonly #url: Output<string>;

  constructor(name: string, args: PostgresArgs, opts?: ComponentResourceOptions) {
    super("holdfast:index:Postgres", name, {}, opts);
    const within = { parent: this, customTimeouts: rolloutTimeouts(args.rolloutSeconds) };
    const labels = labelsOf(name);
    const metadata = { name, namespace: args.namespace, labels };

    const claim = new PersistentVolumeClaim(
      name,
      { metadata, spec: databaseClaimSpec(args.settings) },
      { ...within, ...args.volume },
    );

    // Named by Pulumi: another password is another Secret, so the pod's template changes and the server starts anew.
    const secret = new Secret(
      `${name}-password`,
      { metadata: { namespace: args.namespace, labels }, immutable: true, stringData: { password: args.password } },
      within,
    );

    const server = new StatefulSet(
      name,
      {
        metadata,
        spec: databaseSpec({ ...args, name, secret: secret.metadata.name, claim: claim.metadata.name }),
      },
      within,
    );

    new Service(name, { metadata, spec: databaseServiceSpec(name) }, within);
    new NetworkPolicy(name, { metadata, spec: databasePolicySpec(name, args.caller) }, within);

    const account = interpolate`${DATABASE_ROLE}:${output(args.password).apply(encodeURIComponent)}`;
    const host = interpolate`${server.metadata.name}.${server.metadata.namespace}.svc.cluster.local`;
    this.#url = interpolate`postgres://${account}@${host}:${DATABASE_PORT}`;
    this.registerOutputs({});
  }

  /** What the caller connects with: a secret. */
  url(database: string): Output<string> {
    return interpolate`${this.#url}/${database}`;
  }
}
