import path from "node:path";
import * as docker from "@pulumi/docker";
import type { Input, Output } from "@pulumi/pulumi";
import { output, RunError } from "@pulumi/pulumi";
import { settingsVersion } from "../../services/shared/settings.ts";
import type { ImageSettings } from "../settings.ts";
import { prepareContext } from "./context.ts";

/** Who may push to the registry. */
export interface RegistryAccount {
  server: string;
  username: string;
  password: Input<string>;
}

const root = path.join(import.meta.dirname, "..", "..");

/**
 * The image of a service, as a reference by digest: a prebuilt one as it stands in the settings, or else one that is
 * built from the code beside this program and pushed. It is built again only when something in it has changed.
 */
export async function serviceImage(
  service: "order" | "payment",
  settings: ImageSettings,
  account: RegistryAccount | undefined,
): Promise<Output<string>> {
  const prebuilt = settings[service];
  if (prebuilt) return output(prebuilt);
  const { folder, tag } = await prepareContext(root, service).catch((error) => {
    throw new RunError(`The image of ${service} cannot be prepared: ${error instanceof Error ? error.message : error}`);
  });
  // Stacks that build on different bases may share a registry: neither takes the other's tag.
  const version = settingsVersion({ tag, base: settings.base, platform: settings.platform });
  const image = new docker.Image(service, {
    imageName: `${settings.registry}/holdfast-${service}:${version}`,
    build: {
      // Relative to the program, since state must not tell where on a machine the program lay.
      context: path.relative(path.join(root, "infra"), folder),
      platform: settings.platform,
      args: { BASE: settings.base, SERVICE: service },
    },
    ...(account && { registry: account }),
  });
  return image.repoDigest;
}
