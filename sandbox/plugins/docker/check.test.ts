import assert from "node:assert/strict";
import { test } from "node:test";
import { isObject, type Properties, secret, UNKNOWN } from "../rpc/values.ts";
import { check } from "./check.ts";
import { contextFolder } from "./context-folder.ts";
import { changedPaths } from "./diff.ts";

const NAME = "localhost:5000/order:1";
const buildOf = (inputs: Properties) => (isObject(inputs.build) ? inputs.build : {});

test("defaults are filled in, and the digest of the context is added", () => {
  const folder = contextFolder({ Dockerfile: "FROM x" });
  const { inputs, notes, problems } = check({ imageName: NAME }, folder);
  const { contextDigest, ...rest } = buildOf(inputs);
  assert.deepEqual(problems, []);
  assert.deepEqual(rest, {
    context: ".",
    dockerfile: "Dockerfile",
    platform: `linux/${process.arch === "arm64" ? "arm64" : "amd64"}`,
  });
  assert.match(String(contextDigest), /^[0-9a-f]{64}$/);
  assert.match(notes[0] ?? "", /no platform is set for localhost:5000\/order:1/);
});

test("a Dockerfile is looked for in the context unless it is named, and then from the program", () => {
  const folder = contextFolder({ "app/Dockerfile": "FROM x", "Dockerfile.order": "FROM y" });
  const build = { context: "app", platform: "linux/amd64" };
  assert.equal(buildOf(check({ imageName: NAME, build }, folder).inputs).dockerfile, "app/Dockerfile");
  const named = check({ imageName: NAME, build: { ...build, dockerfile: "Dockerfile.order" } }, folder);
  assert.equal(buildOf(named.inputs).dockerfile, "Dockerfile.order");
  assert.deepEqual(named.notes, []);
});

test("a Dockerfile or a context that is missing fails with the way out", () => {
  const folder = contextFolder({ a: "" });
  assert.match(
    check({ imageName: NAME }, folder).problems[0]?.reason ?? "",
    /could not open dockerfile at relative path Dockerfile. Try setting `dockerfile`/,
  );
  assert.match(
    check({ imageName: NAME, build: { context: "none" } }, folder).problems[0]?.reason ?? "",
    /could not open none: it is not a folder/,
  );
});

test("a name to push must be full; one to keep need not be", () => {
  const folder = contextFolder({ Dockerfile: "FROM x" });
  const problem = check({ imageName: "order:1" }, folder).problems[0];
  assert.equal(problem?.property, "imageName");
  assert.match(
    problem?.reason ?? "",
    /"order:1" names no registry to push to.*docker.io\/repository\/image:tag.*skipPush/,
  );
  assert.deepEqual(check({ imageName: "order:1", skipPush: true }, folder).problems, []);
});

test("what is not known yet is left alone, and what is secret stays so", () => {
  const folder = contextFolder({ Dockerfile: "FROM x" });
  const unknown = { imageName: NAME, build: { args: { A: UNKNOWN } } };
  assert.deepEqual(check(unknown, folder).inputs, unknown);
  const { inputs } = check(
    { imageName: NAME, registry: secret({ password: "p" }), build: { args: { A: secret("x") } } },
    folder,
  );
  assert.deepEqual(inputs.registry, secret({ password: "p" }));
  assert.deepEqual(buildOf(inputs).args, { A: secret("x") });
});

test("another context, argument or name is a difference; other credentials are none", () => {
  const old = {
    imageName: "a",
    build: { contextDigest: "1", args: { "A.B": "1" } },
    registry: { server: "s", password: "1" },
  };
  assert.deepEqual(changedPaths(old, old), []);
  assert.deepEqual(changedPaths(old, { ...old, registry: { server: "s", password: "2", username: "me" } }), []);
  assert.deepEqual(changedPaths(old, { ...old, imageName: "b", build: { contextDigest: "2", args: { "A.B": "2" } } }), [
    'build.args["A.B"]',
    "build.contextDigest",
    "imageName",
  ]);
});
