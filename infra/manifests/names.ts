/** Names and numbers which several manifests of one service must agree on. */

/** The port of the gRPC server, in the pod and on the Service. */
export const GRPC_PORT = 50051;

/** The port of the metrics page, in the pod. */
export const METRICS_PORT = 9464;

/** The folder in which the live settings are mounted, and the one file in it. */
export const LIVE_SETTINGS = { folder: "/etc/holdfast/live", key: "settings.json" } as const;

/** The numeric user of the images; Kubernetes can tell that it is not root without looking into the image. */
export const USER = 65_532;

/** What finds the pods of a service. It can never change: a Deployment's selector is immutable. */
export function selectorOf(service: string): Record<string, string> {
  return { "app.kubernetes.io/name": service };
}

/** The labels that everything of a service carries. */
export function labelsOf(service: string): Record<string, string> {
  return { ...selectorOf(service), "app.kubernetes.io/part-of": "holdfast" };
}
