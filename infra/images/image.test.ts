import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import test, { before } from "node:test";
import type { Output } from "@pulumi/pulumi";
import { runtime } from "@pulumi/pulumi";
import { ImageSettings } from "../settings.ts";
import type * as images from "./image.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const built = new Map<string, { imageName: string; build: { context: string; args: object } }>();
let serviceImage: typeof images.serviceImage;

function resolved<T>(output: Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

before(async () => {
  await runtime.setMocks({
    newResource({ name, inputs }) {
      built.set(name, inputs);
      return { id: inputs.imageName, state: { ...inputs, repoDigest: `ghcr.io/acme/holdfast-${name}@${DIGEST}` } };
    },
    call: ({ inputs }) => inputs,
  });
  ({ serviceImage } = await import("./image.ts"));
});

async function build(settings: object) {
  const image = await resolved(await serviceImage("order", ImageSettings.parse(settings), undefined));
  const inputs = built.get("order");
  assert.ok(inputs);
  return { image, inputs };
}

test("an image is built from its context, and referred to by its digest", async () => {
  const { image, inputs } = await build({ registry: "ghcr.io/acme" });
  assert.equal(image, `ghcr.io/acme/holdfast-order@${DIGEST}`);
  assert.match(inputs.imageName, /^ghcr\.io\/acme\/holdfast-order:[0-9a-f]{12}$/);
  assert.partialDeepStrictEqual(inputs, {
    build: { platform: "linux/amd64", args: { BASE: "node:24-slim", SERVICE: "order" } },
  });
});

test("the context is told relative to the program, the same on every machine", async () => {
  const { inputs } = await build({ registry: "ghcr.io/acme" });
  assert.match(inputs.build.context, /^\.\.\/\.build\/images\/order-[0-9a-f]{12}$/);
  assert.ok(existsSync(path.join(import.meta.dirname, "..", inputs.build.context, "Dockerfile")));
});

test("another base or platform is another tag", async () => {
  const tags = new Set<string>();
  for (const settings of [{}, { base: "node:24" }, { platform: "linux/arm64" }, {}])
    tags.add((await build({ registry: "ghcr.io/acme", ...settings })).inputs.imageName);
  assert.equal(tags.size, 3);
});
