/** The kinds that the stand-in serves: those that Holdfast's own program makes. */

export type Kind = {
  /** As manifests write it: "v1", "apps/v1". */
  apiVersion: string;
  kind: string;
  namespaced: boolean;
  /**
   * Fields whose change replaces the object, beside its name and namespace (official: provider/pkg/provider/diff.go).
   * A change anywhere below one counts.
   */
  replacedBy: string[];
};

const kind = (apiVersion: string, name: string, replacedBy: string[] = [], namespaced = true): Kind => ({
  apiVersion,
  kind: name,
  namespaced,
  replacedBy,
});

const KINDS: Kind[] = [
  kind("v1", "Namespace", [], false),
  // Unless the provider says that they may change in place; see replace-rules.ts.
  kind("v1", "ConfigMap", ["data", "binaryData"]),
  kind("v1", "Secret", ["type", "data", "stringData"]),
  kind("v1", "ServiceAccount"),
  kind("v1", "Service", ["spec.clusterIP"]),
  kind("v1", "PersistentVolumeClaim", [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeName",
  ]),
  kind("apps/v1", "Deployment", ["spec.selector"]),
  kind("apps/v1", "StatefulSet", [
    "spec.selector",
    "spec.serviceName",
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.volumeClaimTemplates",
  ]),
  kind("autoscaling/v2", "HorizontalPodAutoscaler"),
  kind("policy/v1", "PodDisruptionBudget"),
  kind("networking.k8s.io/v1", "NetworkPolicy"),
  kind("rbac.authorization.k8s.io/v1", "Role"),
  kind("rbac.authorization.k8s.io/v1", "RoleBinding", ["roleRef"]),
];

/** Pulumi's type token; the core group has a name in it. */
function tokenOf({ apiVersion, kind }: Kind): string {
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

const BY_TOKEN = new Map(KINDS.map((kind) => [tokenOf(kind), kind]));

export function kindOfToken(token: string): Kind | undefined {
  return BY_TOKEN.get(token);
}

/** For messages: what is served, in one line. */
export const SERVED_KINDS = KINDS.map(({ kind }) => kind).join(", ");
