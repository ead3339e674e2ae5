import assert from "node:assert/strict";
import { test } from "node:test";
import { digestReference, parseFullName, registryOf } from "./image-name.ts";

test("a full name has a registry: a dot, a port or localhost tells it from a folder", () => {
  assert.deepEqual(parseFullName("localhost:5000/shop/order:1.2"), {
    registry: "localhost:5000",
    repository: "shop/order",
    tag: "1.2",
  });
  assert.deepEqual(parseFullName("ghcr.io/shop/order"), {
    registry: "ghcr.io",
    repository: "shop/order",
    tag: "latest",
  });
  assert.deepEqual(parseFullName("localhost/order"), { registry: "localhost", repository: "order", tag: "latest" });
  for (const name of ["order", "order:1", "shop/order:1", "", "ghcr.io/Shop/Order"])
    assert.equal(parseFullName(name), undefined, name);
});

test("the hub has a name of its own in Docker's configuration", () => {
  assert.equal(registryOf("docker.io/shop/order:1"), "https://index.docker.io/v1/");
  assert.equal(registryOf("localhost:5000/order:1"), "localhost:5000");
});

test("a digest reference names repository and digest, without the tag", () => {
  assert.equal(digestReference("localhost:5000/shop/order:1", "sha256:ab"), "localhost:5000/shop/order@sha256:ab");
});
