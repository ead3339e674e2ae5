/** What infra/images/image.ts says of an image, with the defaults of docker.Image. Everything else of docker.Image is refused. */
import path from "node:path";
import { isObject, type Properties, type Value } from "../rpc/values.ts";
import { hasRegistry } from "./image-name.ts";

export type ImageInputs = {
  imageName: string;
  skipPush: boolean;
  /** A folder, absolute or relative to the program's. */
  context: string;
  /** A file in it, absolute or relative to the program's folder (not to the context). */
  dockerfile: string;
  args: Record<string, string>;
  platform: string;
  registry: { server: string; username: string; password: string };
};

/** `property` is a top-level one, or "". */
export type Problem = { property: string; reason: string };

/** The SDK always sets `buildOnPreview`, to false; `contextDigest` is ours. */
const SERVED = {
  "": ["imageName", "build", "registry", "skipPush", "buildOnPreview"],
  "build.": ["context", "dockerfile", "args", "platform", "contextDigest"],
  "registry.": ["server", "username", "password"],
};

export function parseImageInputs(inputs: Properties): ImageInputs {
  const build = objectOf(inputs.build);
  const registry = objectOf(inputs.registry);
  const context = text(build.context) || ".";
  return {
    imageName: text(inputs.imageName),
    skipPush: inputs.skipPush === true,
    context,
    dockerfile: text(build.dockerfile) || path.join(context, "Dockerfile"),
    args: Object.fromEntries(Object.entries(objectOf(build.args)).map(([key, value]) => [key, text(value)])),
    platform: text(build.platform),
    registry: { server: text(registry.server), username: text(registry.username), password: text(registry.password) },
  };
}

/** Why no image can be made of these inputs. */
export function problemsOf(inputs: Properties): Problem[] {
  const unserved = Object.entries(SERVED).flatMap(([prefix, served]) => {
    const part = prefix === "" ? inputs : objectOf(inputs[prefix.slice(0, -1)]);
    const others = Object.keys(part).filter((key) => !served.includes(key));
    return others.map((key) => `${prefix}${key}`);
  });
  if (inputs.buildOnPreview === true) unserved.push("buildOnPreview");
  const { imageName, platform, skipPush } = parseImageInputs(inputs);
  const problems = unserved.map((key) =>
    problem("", `${key} is not served by Holdfast's stand-in for the docker plugin: take it out`),
  );
  if (platform === "") problems.push(problem("", "build.platform is missing: set it, such as linux/amd64"));
  if (!skipPush && !hasRegistry(imageName))
    problems.push(
      problem(
        "imageName",
        `"${imageName}" names no registry to push to: give the full name, such as localhost:5000/image:tag, or set skipPush`,
      ),
    );
  return problems;
}

const problem = (property: string, reason: string): Problem => ({ property, reason });
const objectOf = (value: Value | undefined) => (isObject(value) ? value : {});
const text = (value: Value | undefined) => (typeof value === "string" ? value : "");
