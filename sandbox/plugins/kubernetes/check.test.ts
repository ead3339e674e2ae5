import assert from "node:assert/strict";
import { test } from "node:test";
import { type Properties, secret, UNKNOWN } from "../rpc/values.ts";
import { type CheckQuestion, check } from "./check.ts";
import { kindOfToken } from "./kinds.ts";
import { objectAt } from "./object.ts";

function checked(inputs: Properties, more: Partial<CheckQuestion> & { token?: string } = {}) {
  const kind = kindOfToken(more.token ?? "kubernetes:core/v1:ConfigMap");
  assert.ok(kind);
  const question = {
    kind,
    resourceName: "settings",
    inputs,
    oldInputs: {},
    seed: new Uint8Array(32),
    autonaming: undefined,
    defaultNamespace: "default",
  };
  return check({ ...question, ...more });
}

const metadataOf = (inputs: Properties) => objectAt(inputs, "metadata");

test("an object without a name gets one, and the mark that it was given", () => {
  const { name, annotations } = metadataOf(checked({}).inputs);
  assert.match(String(name), /^settings-[0-9a-f]{8}$/);
  assert.deepEqual(annotations, { "pulumi.com/autonamed": "true" });
});

test("the same seed gives the same name, another another", () => {
  const nameFor = (seed: Uint8Array) => metadataOf(checked({}, { seed }).inputs).name;
  assert.equal(nameFor(Uint8Array.of(1, 2)), nameFor(Uint8Array.of(1, 2)));
  assert.notEqual(nameFor(Uint8Array.of(1, 2)), nameFor(Uint8Array.of(2, 1)));
  assert.notEqual(nameFor(new Uint8Array()), nameFor(new Uint8Array()));
});

test("a generated name is kept on later checks, with its mark and the program's own annotations", () => {
  const first = checked({});
  const later = checked({ metadata: { annotations: { a: "b" } } }, { oldInputs: first.inputs, seed: Uint8Array.of(9) });
  assert.equal(metadataOf(later.inputs).name, metadataOf(first.inputs).name);
  assert.deepEqual(metadataOf(later.inputs).annotations, { a: "b", "pulumi.com/autonamed": "true" });
});

test("a name that the program gives is kept, and is no generated one", () => {
  const { name, annotations } = metadataOf(
    checked({ metadata: { name: "live-settings" } }, { oldInputs: checked({}).inputs }).inputs,
  );
  assert.equal(name, "live-settings");
  assert.equal(annotations, undefined);
});

test("a name that is not known yet counts as given", () => {
  assert.equal(metadataOf(checked({ metadata: { name: UNKNOWN } }).inputs).name, UNKNOWN);
});

test("an object that had a given name and has none now gets a generated one", () => {
  const { name } = metadataOf(checked({}, { oldInputs: { metadata: { name: "old" } } }).inputs);
  assert.match(String(name), /^settings-[0-9a-f]{8}$/);
});

test("the project's own rule for names is obeyed", () => {
  const named = checked({}, { autonaming: { mode: "enforce", proposedName: "dev-settings" } });
  assert.equal(metadataOf(named.inputs).name, "dev-settings");
  const disabled = checked({}, { autonaming: { mode: "disable", proposedName: "" } });
  assert.match(disabled.problems[0]?.reason ?? "", /automatic naming is disabled.*set metadata.name/);
});

test("generateName cannot be applied", () => {
  assert.match(
    checked({ metadata: { generateName: "x-" } }).problems[0]?.reason ?? "",
    /generateName is not supported/,
  );
});

test("what stands in a namespace gets the provider's; what stands outside gets none", () => {
  assert.equal(metadataOf(checked({}, { defaultNamespace: "shop" }).inputs).namespace, "shop");
  assert.equal(
    metadataOf(checked({ metadata: { namespace: "mine" } }, { defaultNamespace: "shop" }).inputs).namespace,
    "mine",
  );
  assert.equal(metadataOf(checked({}, { token: "kubernetes:core/v1:Namespace" }).inputs).namespace, undefined);
});

test("apiVersion and kind are those of the type", () => {
  const { inputs } = checked({}, { token: "kubernetes:apps/v1:Deployment" });
  assert.equal(inputs.apiVersion, "apps/v1");
  assert.equal(inputs.kind, "Deployment");
});

test("what is secret in the inputs stays secret", () => {
  const { inputs } = checked({ data: { a: secret("swordfish"), b: "plain" } });
  assert.deepEqual(inputs.data, { a: secret("swordfish"), b: "plain" });
});

test("a Secret's content is secret even if the program did not say so", () => {
  const { inputs } = checked({ stringData: { a: "swordfish" } }, { token: "kubernetes:core/v1:Secret" });
  assert.deepEqual(inputs.stringData, secret({ a: "swordfish" }));
});

test("an annotation that the stand-in does not serve fails, instead of being ignored", () => {
  const { problems } = checked({ metadata: { annotations: { "pulumi.com/waitFor": "condition=Ready" } } });
  assert.match(problems[0]?.reason ?? "", /does not serve pulumi.com\/waitFor/);
});
