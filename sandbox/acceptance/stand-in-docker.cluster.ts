/** Both of Docker's builders, and a registry: what a fake Engine API cannot prove. */
import assert from "node:assert/strict";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { buildImage } from "../plugins/docker/build-image.ts";
import { contextFolder } from "../plugins/docker/context-folder.ts";
import { connectDocker } from "../plugins/docker/engine.ts";
import { parseImageInputs } from "../plugins/docker/image-inputs.ts";
import { sharedSandbox } from "./clone.ts";

const SOCKET = path.join(await sharedSandbox(), "run", "docker.sock");

const docker = await connectDocker(`unix://${SOCKET}`);

/** The base image of every sandbox, at whatever port its registry listens. */
async function baseImage(): Promise<string> {
  const names = (await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);
  const found = names.find((name) => /^localhost:\d+\/node:/.test(name));
  assert.ok(found, `Docker has no base image, only ${names.join(", ")}`);
  return found;
}

async function build(t: TestContext, builderVersion: string, files: Record<string, string>) {
  const base = await baseImage();
  const image = parseImageInputs({
    imageName: base.replace(/\/node:.*$/, "/holdfast-test/app:1"),
    build: {
      context: "app",
      dockerfile: "Dockerfile.app",
      args: { BASE: base },
      platform: "linux/amd64",
      builderVersion,
    },
  });
  const told: string[] = [];
  const folder = contextFolder({ "app/.dockerignore": "*.log\n", "app/out.log": "no", ...files });
  const cancelled = new AbortController().signal;
  const workshop = { docker, folder, dockerConfig: {}, cancelled, tell: (line: string) => void told.push(line) };
  t.after(() =>
    docker
      .getImage(image.imageName)
      .remove()
      .catch(() => {}),
  );
  return { outputs: buildImage(image, workshop), told, image };
}

for (const builder of ["BuilderBuildKit", "BuilderV1"]) {
  test(`${builder} builds and pushes, and gives the digest that the registry knows`, async (t) => {
    const dockerfile = "ARG BASE\nFROM $BASE\nCOPY . /app\n";
    const { outputs, image } = await build(t, builder, { "Dockerfile.app": dockerfile, "app/a.txt": "one" });
    const { repoDigest } = await outputs;
    assert.match(String(repoDigest), /^localhost:\d+\/holdfast-test\/app@sha256:[0-9a-f]{64}$/);
    const [registry = ""] = image.imageName.split("/");
    const found = await docker.getImage(`${registry}/holdfast-test/app:1`).inspect();
    assert.ok(found.RepoDigests.includes(String(repoDigest)));
  });

  test(`${builder} tells why a build failed`, async (t) => {
    const dockerfile = "ARG BASE\nFROM $BASE\nCOPY none.txt /\n";
    const { outputs } = await build(t, builder, { "Dockerfile.app": dockerfile });
    await assert.rejects(outputs, /the build of .*holdfast-test\/app:1 failed: .*none.txt/);
  });
}
