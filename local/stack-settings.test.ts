import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Problem } from "../sandbox/problem.ts";
import { testFolder } from "../services/shared/test-folder.ts";
import { readStackFile } from "./stack-settings.ts";

const root = path.join(import.meta.dirname, "..");

function stackFile(text: string): string {
  const file = path.join(testFolder(), "Pulumi.mine.yaml");
  writeFileSync(file, text);
  return file;
}

test("The stack files that come with the project can all be run as they are.", () => {
  for (const stack of ["dev", "staging", "prod"]) {
    const { order, payment } = readStackFile(path.join(root, `Pulumi.${stack}.yaml`), stack);
    assert.ok(order.replicas >= 1 && payment.replicas >= 1);
  }
});

test("Services are told what the program would tell them.", () => {
  const file = stackFile(`
config:
  holdfast:order: {replicas: 3, catalogue: {unitPricesMinor: {tea: 300}}}
  holdfast:breaker: {openMs: 7000}
  holdfast:chaos: {abort: {percentage: 25}}
  kubernetes:context: of no concern
`);
  const { order, payment, products } = readStackFile(file, "mine");
  assert.equal(order.replicas, 3);
  assert.deepEqual(products, ["tea"]);
  assert.equal(Reflect.get(order.live.breaker ?? {}, "openMs"), 7000);
  assert.deepEqual(payment.live, { chaos: { abort: { code: "UNAVAILABLE", percentage: 25 }, seed: 0, phases: [] } });
});

test("Where the stack goes, and the secrets it needs there, are of no concern.", () => {
  const file = stackFile(`
encryptionsalt: v1:abc
config:
  holdfast:context: kind-kind
  holdfast:image: {registry: ghcr.io/acme}
  holdfast:registryUsername: acme-ci
  holdfast:registryPassword: {secure: AAABAD}
`);
  assert.equal(readStackFile(file, "mine").order.replicas, 2);
});

test("A key without a value counts as not set, and a stack may have any name: nothing is put into a namespace.", () => {
  assert.equal(
    readStackFile(stackFile("config: {holdfast:order: , holdfast:kubeconfig: }"), "My_Stack.1").order.replicas,
    2,
  );
});

test("A secret inside an object is refused as `pulumi preview` does, and not taken for the value of the field.", () => {
  const file = stackFile(`
config:
  holdfast:monitoring: {podAnnotations: {token: {secure: AAABAD}}}
  holdfast:order: {catalogue: {unitPricesMinor: {secure: 300}}}
`);
  assert.throws(
    () => readStackFile(file, "mine"),
    ({ message }: Error) => /`holdfast:monitoring` is a secret/.test(message) && message.split("\n").length === 2,
  );
});

test("Wrong settings are a problem that says all of it, in the words of `pulumi preview`, and names the file.", () => {
  const file = stackFile("config: {holdfast:breaker: {failureRatio: 2}, holdfast:order: {replicas: 0}}");
  assert.throws(
    () => readStackFile(file, "mine"),
    (error) =>
      error instanceof Problem &&
      /`holdfast:breaker\.failureRatio` is 2: must be/.test(error.message) &&
      /`holdfast:order\.replicas` is 0: must be/.test(error.message) &&
      error.remedy.includes(file),
  );
});

test("A file that is missing, empty or no YAML is a problem.", () => {
  assert.throws(() => readStackFile("/nowhere/Pulumi.x.yaml", "x"), Problem);
  assert.throws(() => readStackFile(stackFile(""), "x"), Problem);
  assert.throws(() => readStackFile(stackFile("config: {"), "x"), Problem);
});
