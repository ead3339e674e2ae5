import { Secret } from "@pulumi/kubernetes/core/v1/index.js";
import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { jsonStringify } from "@pulumi/pulumi";
import type { RegistryAccount } from "../images/image.ts";

/** Lets the nodes pull from the registry that the images were pushed to. Gives the name of the Secret. */
export function pullSecret(
  namespace: Input<string>,
  { server, username, password }: RegistryAccount,
  opts: CustomResourceOptions,
): Output<string> {
  const auths = { [server]: { username, password } };
  const secret = new Secret(
    "registry",
    {
      metadata: { name: "registry", namespace },
      type: "kubernetes.io/dockerconfigjson",
      stringData: { ".dockerconfigjson": jsonStringify({ auths }) },
    },
    opts,
  );
  return secret.metadata.name;
}
