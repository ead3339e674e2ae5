import { Deployment } from "@pulumi/kubernetes/apps/v1/index.js";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/index.js";
import { ConfigMap, Secret, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1/index.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/index.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/index.js";
import type { ComponentResourceOptions, Input, Output } from "@pulumi/pulumi";
import { ComponentResource, interpolate } from "@pulumi/pulumi";
import { autoscalerSpec, pinnedTo } from "../manifests/autoscaler.ts";
import { callersPolicySpec } from "../manifests/callers-policy.ts";
import { deploymentSpec } from "../manifests/deployment.ts";
import { disruptionBudgetSpec } from "../manifests/disruption-budget.ts";
import { GRPC_PORT, LIVE_SETTINGS, labelsOf } from "../manifests/names.ts";
import { serviceSpec } from "../manifests/service.ts";
import type { Autoscaling, Exposure, Monitoring, Pods } from "../settings.ts";
import { rolloutTimeouts } from "./rollout-timeouts.ts";

export interface GrpcServiceArgs {
  namespace: Input<string>;
  /** By digest. */
  image: Input<string>;
  /** Name of a Secret to pull the image with. */
  pullSecret?: Input<string>;
  /** Static settings as the service reads them, in JSON: a change rolls the pods. */
  settings: string;
  /** Live settings as the service reads them, in JSON: running pods take a change over. */
  liveSettings: string;
  /** Further variables of the environment, which are secrets: a change rolls the pods. */
  secrets: Record<string, Input<string>>;
  exposure: Exposure | "headless";
  /** The only service that may call this one; without it anyone may. */
  caller?: string;
  pods: Pods;
  /** Whether it has an autoscaler from earlier updates: that one stays, also where autoscaling is off. */
  hasAutoscaler: boolean;
  monitoring: Monitoring;
  drainMs: number;
}

/**
 * One gRPC service on Kubernetes with all that it needs there. The component's name is the name of every object in it:
 * the namespace is ours alone, and `kubectl logs deployment/order` is what people type.
 */
export class GrpcService extends ComponentResource {
  /** Where pods of the cluster reach it: HOST:PORT. */
  readonly address: Output<string>;
  /** The port on every node, or null if it is not exposed there. */
  readonly nodePort: Output<number | null>;
  readonly image: Output<string>;

  constructor(name: string, args: GrpcServiceArgs, opts?: ComponentResourceOptions) {
    super("holdfast:index:GrpcService", name, {}, opts);
    const { pods } = args;
    const within = { parent: this, customTimeouts: rolloutTimeouts(pods.rolloutSeconds) };
    const metadata = { name, namespace: args.namespace, labels: labelsOf(name) };

    const serviceAccount = new ServiceAccount(
      name,
      {
        metadata,
        automountServiceAccountToken: false,
        ...(args.pullSecret && { imagePullSecrets: [{ name: args.pullSecret }] }),
      },
      within,
    );

    // Named by us, not by Pulumi: a new name for new content would change the pods' template and so roll them.
    const liveSettings = new ConfigMap(
      `${name}-live`,
      { metadata: { ...metadata, name: `${name}-live` }, data: { [LIVE_SETTINGS.key]: args.liveSettings } },
      within,
    );

    // Named by Pulumi, for just that reason; and the old pods of a roll still find the old one.
    const secrets = new Secret(
      `${name}-secrets`,
      {
        metadata: { namespace: args.namespace, labels: metadata.labels },
        immutable: true,
        stringData: args.secrets,
      },
      within,
    );

    const scaled = (autoscaling: Autoscaling, opts: ComponentResourceOptions) =>
      new HorizontalPodAutoscaler(name, { metadata, spec: autoscalerSpec(name, autoscaling) }, { ...within, ...opts });
    const pinned = !pods.autoscaling.enabled && args.hasAutoscaler && scaled(pinnedTo(pods), {});

    const deployment = new Deployment(
      name,
      {
        metadata,
        spec: deploymentSpec({
          ...args,
          service: name,
          serviceAccount: serviceAccount.metadata.name,
          liveSettings: liveSettings.metadata.name,
          secrets: { name: secrets.metadata.name, keys: Object.keys(args.secrets) },
        }),
      },
      {
        ...within,
        // The field is the autoscaler's. Left out it would be taken back, which is one pod until the autoscaler acts.
        ...(pods.autoscaling.enabled && { ignoreChanges: ["spec.replicas"] }),
        ...(pinned && { dependsOn: pinned }),
      },
    );
    if (pods.autoscaling.enabled) scaled(pods.autoscaling, { dependsOn: deployment });

    const service = new Service(
      name,
      { metadata, spec: serviceSpec(name, args.exposure) },
      // Pulumi waits for pods behind it, and there will be none where the secrets do not come, say of a database that failed.
      { ...within, dependsOn: secrets },
    );

    new PodDisruptionBudget(name, { metadata, spec: disruptionBudgetSpec(name) }, within);

    if (args.caller) new NetworkPolicy(name, { metadata, spec: callersPolicySpec(name, args.caller) }, within);

    this.address = interpolate`${service.metadata.name}.${service.metadata.namespace}.svc.cluster.local:${GRPC_PORT}`;
    this.nodePort = service.spec.ports.apply((ports) => ports[0]?.nodePort ?? null);
    this.image = interpolate`${args.image}`;
    this.registerOutputs({ address: this.address, nodePort: this.nodePort, image: this.image });
  }
}
