/** Who one is at a registry: as the program says, else as `docker login` left it. */
import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { isObject, type Value } from "../rpc/values.ts";
import type { ImageInputs } from "./image-inputs.ts";
import { registryOf } from "./image-name.ts";

export type RegistryAuth = { username: string; password: string; serveraddress: string };

/** undefined: as nobody, which a registry may allow. */
export function registryAuth(
  { imageName, registry }: Pick<ImageInputs, "imageName" | "registry">,
  dockerConfig: Value,
): RegistryAuth | undefined {
  const serveraddress = registry.server || registryOf(imageName);
  if (registry.username !== "" && registry.password !== "")
    return { username: registry.username, password: registry.password, serveraddress };
  const auths = isObject(dockerConfig) && isObject(dockerConfig.auths) ? dockerConfig.auths : {};
  const host = hostOf(serveraddress);
  const entry = auths[serveraddress] ?? Object.entries(auths).find(([key]) => hostOf(key) === host)?.[1];
  const encoded = isObject(entry) && typeof entry.auth === "string" ? entry.auth : "";
  const [username = "", ...password] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return username === "" ? undefined : { username, password: password.join(":"), serveraddress };
}

const hostOf = (address: string) => address.replace(/^https?:\/\//, "").replace(/\/.*$/, "");

/** Docker's own configuration; {} where there is none. Credential helpers are not asked. */
export function readDockerConfig(env: NodeJS.ProcessEnv): Value {
  const folder = env.DOCKER_CONFIG || path.join(os.homedir(), ".docker");
  try {
    return JSON.parse(readFileSync(path.join(folder, "config.json"), "utf8"));
  } catch {
    return {};
  }
}
