/** What a program says of an image, with the defaults of docker.Image. */
import path from "node:path";
import { isObject, type Properties, type Value } from "../rpc/values.ts";

export type ImageInputs = {
  imageName: string;
  skipPush: boolean;
  buildOnPreview: boolean;
  /** A folder, absolute or relative to the program's. */
  context: string;
  /** A file, absolute or relative to the program's folder (not to the context). */
  dockerfile: string;
  args: Record<string, string>;
  platform: string;
  target: string;
  cacheFrom: string[];
  addHosts: string[];
  network: string;
  buildKit: boolean;
  registry: { server: string; username: string; password: string };
};

/** Plain values. Throws for what cannot be meant. */
export function parseImageInputs(inputs: Properties): ImageInputs {
  const build = isObject(inputs.build) ? inputs.build : {};
  const registry = isObject(inputs.registry) ? inputs.registry : {};
  const context = text(build.context) || ".";
  return {
    imageName: text(inputs.imageName),
    skipPush: inputs.skipPush === true,
    buildOnPreview: inputs.buildOnPreview === true,
    context,
    dockerfile: text(build.dockerfile) || path.join(context, "Dockerfile"),
    args: textMap(build.args),
    platform: text(build.platform),
    target: text(build.target),
    cacheFrom: textList(isObject(build.cacheFrom) ? build.cacheFrom.images : undefined),
    addHosts: textList(build.addHosts),
    network: text(build.network),
    buildKit: isBuildKit(text(build.builderVersion)),
    registry: { server: text(registry.server), username: text(registry.username), password: text(registry.password) },
  };
}

function isBuildKit(version: string): boolean {
  if (version === "" || version === "BuilderBuildKit") return true;
  if (version === "BuilderV1") return false;
  throw new Error(`build.builderVersion is "${version}"; it can be "BuilderBuildKit" or "BuilderV1"`);
}

const text = (value: Value | undefined) => (typeof value === "string" ? value : "");
const textList = (value: Value | undefined) =>
  Array.isArray(value) ? value.map(text).filter((each) => each !== "") : [];
const textMap = (value: Value | undefined) =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, text(each)])) : {};
