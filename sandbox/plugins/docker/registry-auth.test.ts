import assert from "node:assert/strict";
import { test } from "node:test";
import { registryAuth } from "./registry-auth.ts";

const none = { server: "", username: "", password: "" };
const auth = Buffer.from("me:pass:word").toString("base64");

test("what the program says goes before what docker login left", () => {
  const registry = { server: "", username: "program", password: "p" };
  assert.deepEqual(registryAuth({ imageName: "ghcr.io/a/b", registry }, { auths: { "ghcr.io": { auth } } }), {
    username: "program",
    password: "p",
    serveraddress: "ghcr.io",
  });
});

test("docker login's entry is found with and without its scheme, and may have a colon in the password", () => {
  const wanted = { username: "me", password: "pass:word", serveraddress: "ghcr.io" };
  assert.deepEqual(
    registryAuth({ imageName: "ghcr.io/a/b", registry: none }, { auths: { "https://ghcr.io/v2/": { auth } } }),
    wanted,
  );
});

test("one is nobody where nothing is known", () => {
  assert.equal(
    registryAuth({ imageName: "localhost:5000/a", registry: none }, { auths: { "ghcr.io": { auth } } }),
    undefined,
  );
  assert.equal(registryAuth({ imageName: "localhost:5000/a", registry: none }, {}), undefined);
});
