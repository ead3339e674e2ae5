/** A real Docker daemon with BuildKit, and a registry: what a fake Engine API cannot prove. */
import assert from "node:assert/strict";
import path from "node:path";
import { type TestContext, test } from "node:test";
import Docker from "dockerode";
import { buildImage } from "../plugins/docker/build-image.ts";
import { contextFolder } from "../plugins/docker/context-folder.ts";
import { parseImageInputs } from "../plugins/docker/image-inputs.ts";
import type { Daemon } from "../plugins/docker/progress.ts";
import { sharedSandbox } from "./clone.ts";

const docker = new Docker({ socketPath: path.join(await sharedSandbox(), "run", "docker.sock") }) as Daemon;

/** The base image of every sandbox, at whatever port its registry listens. */
async function baseImage(): Promise<string> {
  const names = (await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);
  const found = names.find((name) => /^localhost:\d+\/node:/.test(name));
  assert.ok(found, `Docker has no base image, only ${names.join(", ")}`);
  return found;
}

async function build(t: TestContext, dockerfile: string) {
  const base = await baseImage();
  const image = parseImageInputs({
    imageName: base.replace(/\/node:.*$/, "/holdfast-test/app:1"),
    build: { context: "app", dockerfile: "app/Dockerfile.app", args: { BASE: base }, platform: "linux/amd64" },
  });
  const told: string[] = [];
  const folder = contextFolder({ "app/Dockerfile.app": dockerfile, "app/a.txt": "one", "app/deep/er/b.txt": "two" });
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

test("an image is built and pushed, its steps are told, and its digest is the one that the registry knows", async (t) => {
  const { outputs, told, image } = await build(
    t,
    "ARG BASE\nFROM $BASE\nCOPY . /app\nRUN cat /app/a.txt /app/deep/er/b.txt\n",
  );
  const { repoDigest } = await outputs;
  assert.match(String(repoDigest), /^localhost:\d+\/holdfast-test\/app@sha256:[0-9a-f]{64}$/);
  const found = await docker.getImage(image.imageName).inspect();
  assert.ok(found.RepoDigests.includes(String(repoDigest)));
  assert.match(told.join("\n"), /RUN cat \/app\/a.txt/);
});

test("a build that fails tells why", async (t) => {
  const { outputs } = await build(t, "ARG BASE\nFROM $BASE\nCOPY none.txt /\n");
  await assert.rejects(outputs, /the build of .*holdfast-test\/app:1 failed: .*none.txt/);
});
