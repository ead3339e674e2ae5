import type { types } from "@pulumi/kubernetes";
import { STACK_ANNOTATION } from "../place/cluster.ts";

/**
 * A namespace whose pods must be restricted: Kubernetes refuses any that runs as root or asks for privileges.
 * `stack` is the one that makes it: a stack takes up again what it has left, and nothing of others.
 */
export function namespaceArgs(name: string, stack: string): { metadata: types.input.meta.v1.ObjectMeta } {
  return {
    metadata: {
      name,
      annotations: { [STACK_ANNOTATION]: stack },
      labels: {
        "app.kubernetes.io/part-of": "holdfast",
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
      },
    },
  };
}
