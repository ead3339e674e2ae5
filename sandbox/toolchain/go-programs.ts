/** The programs that the sandbox builds from Go modules. */
import type { EmbeddedFile } from "./embedded-file.ts";

export type GoProgram = {
  /** Of the binary. */
  name: string;
  /** Folder below sandbox/toolchain with go.mod, go.sum and perhaps main.go. */
  module: string;
  package: string;
  ldflags: string[];
  /** Files of its modules that main.go embeds: go:embed reads only what lies beside it. */
  embeds?: EmbeddedFile[];
};

/**
 * As Pulumi calls a build between releases: the next release, the commit's time in seconds, the commit. This commit,
 * of 2026-01-15, lies between v4.24.1 (2025-11-24) and v4.25.0 (2026-01-16).
 */
export const KUBERNETES_PROVIDER_VERSION = "4.25.0-alpha.1768448096+f47bc2d";

const PROVIDER_MODULE = "github.com/pulumi/pulumi-kubernetes/provider/v4";

export const GO_PROGRAMS = {
  pulumi: {
    name: "pulumi",
    module: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    // A build without the version calls itself "", which Pulumi's own Automation API refuses.
    ldflags: ["-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.250.0"],
  },
  kube: {
    name: "kube",
    module: "kube",
    package: ".",
    ldflags: ["gitVersion=v1.35.4", "gitMajor=1", "gitMinor=35"].map(
      (set) => `-X k8s.io/component-base/version.${set}`,
    ),
  },
  kubernetesProvider: {
    name: "pulumi-resource-kubernetes",
    module: "kubernetes-provider",
    package: ".",
    ldflags: [`-X ${PROVIDER_MODULE}/pkg/version.Version=${KUBERNETES_PROVIDER_VERSION}`],
    embeds: [
      {
        file: "schema.json",
        module: PROVIDER_MODULE,
        path: "cmd/pulumi-resource-kubernetes/schema.json",
        version: KUBERNETES_PROVIDER_VERSION,
      },
      {
        file: "terraform-mapping.json",
        module: PROVIDER_MODULE,
        path: "cmd/pulumi-resource-kubernetes/terraform-mapping.json",
      },
    ],
  },
  metricsServer: {
    name: "metrics-server",
    module: "metrics-server",
    package: "sigs.k8s.io/metrics-server/cmd/metrics-server",
    ldflags: [],
  },
  pause: { name: "pause", module: "pause", package: ".", ldflags: [] },
} satisfies Record<string, GoProgram>;
