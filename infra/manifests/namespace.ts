import type { types } from "@pulumi/kubernetes";

/** A namespace whose pods must be restricted: Kubernetes refuses any that runs as root or asks for privileges. */
export function namespaceArgs(name: string): { metadata: types.input.meta.v1.ObjectMeta } {
  return {
    metadata: {
      name,
      labels: {
        "app.kubernetes.io/part-of": "holdfast",
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
      },
    },
  };
}
