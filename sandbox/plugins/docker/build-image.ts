/** An image from its inputs: built, and pushed unless it is to stay local. */
import { readdirSync } from "node:fs";
import path from "node:path";
import type Docker from "dockerode";
import type { Properties, Value } from "../rpc/values.ts";
import type { ImageInputs } from "./image-inputs.ts";
import { digestReference } from "./image-name.ts";
import { type Daemon, follow } from "./progress.ts";
import { registryAuth } from "./registry-auth.ts";

export type Workshop = {
  docker: Daemon;
  /** The program's folder, from which paths are meant. */
  folder: string;
  dockerConfig: Value;
  cancelled: AbortSignal;
  /** For the resource's status column. */
  tell: (line: string) => void;
};

/** The outputs of docker.Image. */
export async function buildImage(image: ImageInputs, workshop: Workshop): Promise<Properties> {
  await build(image, workshop);
  return {
    imageName: image.imageName,
    baseImageName: image.imageName,
    context: image.context,
    dockerfile: path.relative(image.context, image.dockerfile),
    platform: image.platform,
    registryServer: image.registry.server,
    repoDigest: image.skipPush ? await localId(image, workshop) : await push(image, workshop),
  };
}

async function build(image: ImageInputs, { docker, folder, dockerConfig, cancelled, tell }: Workshop): Promise<void> {
  tell("Building the image");
  const context = path.resolve(folder, image.context);
  const auth = registryAuth(image, dockerConfig);
  const options: Docker.ImageBuildOptions = {
    t: image.imageName,
    dockerfile: path.relative(image.context, image.dockerfile),
    buildargs: image.args,
    // BuildKit
    version: "2",
    platform: image.platform,
    abortSignal: cancelled,
    ...(auth && { authconfig: auth, registryconfig: { [auth.serveraddress]: auth } }),
  };
  const stream = await docker.buildImage({ context, src: readdirSync(context) }, options);
  await follow(docker, stream, tell).catch((error: Error) => {
    throw new Error(`the build of ${image.imageName} failed: ${error.message}`, { cause: error });
  });
}

/** The digest by which the registry knows it; the one thing that cannot be mistaken later. */
async function push(image: ImageInputs, { docker, dockerConfig, cancelled, tell }: Workshop): Promise<string> {
  tell("Pushing the image to the registry");
  const authconfig = registryAuth(image, dockerConfig) ?? {};
  const stream = await docker.getImage(image.imageName).push({ authconfig, abortSignal: cancelled });
  const events = await follow(docker, stream, tell).catch((error: Error) => {
    throw new Error(`${image.imageName} could not be pushed: ${error.message}`, { cause: error });
  });
  const digest = events.findLast((event) => event.aux?.Digest)?.aux?.Digest;
  if (digest === undefined) throw new Error(`${image.imageName} was pushed, but Docker gave no digest`);
  return digestReference(image.imageName, digest);
}

/** No kubelet can pull this; it only tells one build from another. */
async function localId(image: ImageInputs, { docker }: Workshop): Promise<string> {
  return (await docker.getImage(image.imageName).inspect()).Id;
}
