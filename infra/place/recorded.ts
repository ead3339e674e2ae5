/** What Pulumi's state holds of this stack from earlier updates, as far as the program must know it. */
import { getOrganization, getProject, getStack, runtime } from "@pulumi/pulumi";
import { z } from "zod";
import type { Claim } from "./cluster.ts";

export interface Recorded {
  /** Where the stack's objects are; undefined before the first update. */
  namespace: string | undefined;
  /** Whether the namespace is the stack's own: it made it, and deletes it unless volumes are kept there. */
  ownsNamespace: boolean;
  /** Which cluster they are in (place/cluster.ts); undefined where no update has put it down. */
  clusterId: string | undefined;
  /** As the cluster last had them. */
  claims: Record<string, Claim>;
  /** The services that have an autoscaler. */
  autoscaled: readonly string[];
}

const Output = z.object({
  type: z.string(),
  outputs: z
    .object({
      clusterIdentifier: z.string().optional().catch(undefined),
      metadata: z.object({ name: z.string(), namespace: z.string().optional() }).optional().catch(undefined),
      spec: z
        .object({
          storageClassName: z.string().optional(),
          resources: z.object({ requests: z.object({ storage: z.string() }) }),
        })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});
const Answer = z.object({ outputs: z.record(z.string(), Output) });

/**
 * Asks the engine for the outputs of all resources of this stack's last checkpoint. This is the function with which
 * Pulumi's own StackReference reads another stack (pkg/resource/deploy/builtins.go).
 */
export async function readRecorded(): Promise<Recorded> {
  const answer = await runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName: stackName() });
  return recordedOf(Object.values(Answer.parse(answer).outputs));
}

/** ORGANIZATION/PROJECT/STACK. */
export const stackName = () => `${getOrganization()}/${getProject()}/${getStack()}`;

export function recordedOf(resources: z.infer<typeof Output>[]): Recorded {
  const ofType = (type: string) =>
    resources.filter((resource) => resource.type === type).map(({ outputs }) => ({ ...outputs }));
  const namesOf = (type: string) => ofType(type).flatMap(({ metadata }) => (metadata ? [metadata.name] : []));

  const [own] = namesOf("kubernetes:core/v1:Namespace");
  const [within] = resources.flatMap(({ outputs }) => outputs?.metadata?.namespace ?? []);
  const claims = ofType("kubernetes:core/v1:PersistentVolumeClaim").flatMap(({ metadata, spec }) =>
    metadata
      ? [
          [
            metadata.name,
            { ours: true, storageClass: spec?.storageClassName, storage: spec?.resources.requests.storage },
          ] as const,
        ]
      : [],
  );
  return {
    namespace: own ?? within,
    ownsNamespace: own !== undefined,
    clusterId: ofType("pulumi:providers:kubernetes").find((each) => each.clusterIdentifier)?.clusterIdentifier,
    claims: Object.fromEntries(claims),
    autoscaled: namesOf("kubernetes:autoscaling/v2:HorizontalPodAutoscaler"),
  };
}
