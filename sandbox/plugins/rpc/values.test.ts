import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  fromStruct,
  hasSecrets,
  hasUnknowns,
  type Properties,
  redact,
  reveal,
  secret,
  toStruct,
  UNKNOWN,
  withSecretsOf,
} from "./values.ts";

const OUTPUT = { "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4" };

test("values survive the way through a protobuf Struct", () => {
  // The map of google-protobuf, on which Pulumi's own SDK stands too, drops a key named __proto__: no program can send one.
  const carried = (text: string) => JSON.parse(text.replaceAll("__proto__", "proto"));
  const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })).map((value) => carried(JSON.stringify(value)));
  const withoutNulls = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, item) => {
      if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
      return Object.fromEntries(Object.entries(item).filter(([, each]) => each !== null));
    });
  fc.assert(
    fc.property(json, (value) => {
      assert.deepEqual(JSON.parse(JSON.stringify(fromStruct(toStruct(value as Properties)))), withoutNulls(value));
    }),
    { numRuns: 50 },
  );
});

test("reveal takes the marks off, however deep, and knows an output without a value as unknown", () => {
  const value = { a: secret({ b: [secret("x"), 1] }), c: { ...OUTPUT, value: "y", secret: true }, d: OUTPUT };
  assert.deepEqual(reveal(value), { a: { b: ["x", 1] }, c: "y", d: UNKNOWN });
});

test("an unknown is found in lists and inside secrets", () => {
  assert.equal(hasUnknowns({ a: [{ b: secret(UNKNOWN) }] }), true);
  assert.equal(hasUnknowns({ a: OUTPUT }), true);
  assert.equal(hasUnknowns({ a: [1, "x", null, { b: secret("y") }] }), false);
});

test("a secret is marked once", () => {
  assert.deepEqual(secret(secret("x")), secret("x"));
});

test("what is secret in the inputs is secret in the live object, and nothing around it", () => {
  const live = { spec: { a: "1", b: "2" }, status: "up" };
  assert.deepEqual(withSecretsOf(live, { spec: { a: secret("old") }, gone: secret("x") }), {
    spec: { a: secret("1"), b: "2" },
    status: "up",
  });
});

test("a list with one secret becomes secret as a whole, for its order may change", () => {
  const live = { env: [{ value: "b" }, { value: "a" }] };
  assert.deepEqual(withSecretsOf(live, { env: [{ value: secret("a") }, { value: "b" }] }), { env: secret(live.env) });
});

test("an output that is secret counts as a secret", () => {
  assert.equal(hasSecrets({ a: { ...OUTPUT, value: 1, secret: true } }), true);
  assert.equal(hasSecrets({ a: { ...OUTPUT, value: 1 } }), false);
});

test("no secret text stays in a message, the longest first", () => {
  const source = { data: secret({ a: "swordfish", b: "swordfish-and-more" }) };
  assert.equal(redact("is swordfish-and-more or swordfish", source), "is [secret] or [secret]");
});

test("of a list that is secret as a whole, only the values of variables are kept out of messages", () => {
  const source = { containers: secret([{ image: "registry/order:1", env: [{ name: "TOKEN", value: "swordfish" }] }]) };
  assert.equal(
    redact("cannot pull registry/order:1 with swordfish", source),
    "cannot pull registry/order:1 with [secret]",
  );
});

test("a text that is too short to be a secret takes no words apart", () => {
  assert.equal(redact("created", { a: secret("c") }), "created");
});
