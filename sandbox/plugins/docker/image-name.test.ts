import assert from "node:assert/strict";
import { test } from "node:test";
import { digestReference, hasRegistry, registryOf } from "./image-name.ts";

test("a full name has a registry: a dot, a port or localhost tells it from a folder", () => {
  for (const name of ["localhost:5000/shop/order:1.2", "ghcr.io/shop/order", "localhost/order"])
    assert.equal(hasRegistry(name), true, name);
  for (const name of ["order", "order:1", "shop/order:1", "", "ghcr.io/Shop/Order"])
    assert.equal(hasRegistry(name), false, name);
});

test("the hub has a name of its own in Docker's configuration", () => {
  assert.equal(registryOf("docker.io/shop/order:1"), "https://index.docker.io/v1/");
  assert.equal(registryOf("localhost:5000/order:1"), "localhost:5000");
});

test("a digest reference names repository and digest, without the tag", () => {
  assert.equal(digestReference("localhost:5000/shop/order:1", "sha256:ab"), "localhost:5000/shop/order@sha256:ab");
  assert.equal(digestReference("localhost:5000/order", "sha256:ab"), "localhost:5000/order@sha256:ab");
});
