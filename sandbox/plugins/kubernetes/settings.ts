/** The provider's own configuration: inputs of `new kubernetes.Provider(…)`, or `kubernetes:…` of the stack, or the environment. */
import { notServed } from "../rpc/stand-in.ts";
import type { ClusterChoice } from "./api/kubeconfig.ts";
import type { Mutability } from "./replace-rules.ts";
import { STAND_IN } from "./stand-in.ts";

export type ProviderSettings = {
  cluster: ClusterChoice;
  /** "" leaves it to the kubeconfig's context. */
  namespace: string;
  mutable: Mutability;
  enablePatchForce: boolean;
  upsertExistingObjects: boolean;
  deleteUnreachable: boolean;
  skipUpdateUnreachable: boolean;
};

/** `variables` without their prefix, as text: booleans are "true" and "false". */
export function parseSettings(variables: Record<string, string>, env: NodeJS.ProcessEnv): ProviderSettings {
  const text = (key: string) => variables[key] || undefined;
  const flag = (key: string, variable: string, fallback = false) => {
    const given = variables[key] || env[variable];
    return given === undefined || given === "" ? fallback : given === "true";
  };
  if (!flag("enableServerSideApply", "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY", true))
    throw notServed(STAND_IN, "client-side apply (enableServerSideApply: false)");
  if (text("renderYamlToDirectory")) throw notServed(STAND_IN, "renderYamlToDirectory");

  return {
    cluster: { kubeconfig: text("kubeconfig"), context: text("context"), cluster: text("cluster") },
    namespace: text("namespace") ?? "",
    mutable: {
      configMap: flag("enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE"),
      secret: flag("enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE"),
    },
    enablePatchForce: flag("enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE"),
    upsertExistingObjects: flag("upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS"),
    deleteUnreachable: flag("deleteUnreachable", "PULUMI_K8S_DELETE_UNREACHABLE"),
    skipUpdateUnreachable: flag("skipUpdateUnreachable", "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE"),
  };
}
