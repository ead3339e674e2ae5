/** What the official Kubernetes provider does in the sandbox beside Holdfast's own program, with a small program. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { duration } from "../progress.ts";
import { type PulumiProgram, startProgram } from "./pulumi-program.ts";

/** The parts of provider-program/main.ts that stay from the first `up` to the end. */
const PARTS = "widget,pair,secret,yaml,helm,rendered";
/** Otherwise a changed ConfigMap or Secret is another one. */
const MUTABLE = { "kubernetes:enableConfigMapMutable": "true", "kubernetes:enableSecretMutable": "true" };
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";

describe("the official Kubernetes provider in the sandbox", () => {
  let program: PulumiProgram;
  // The underscore keeps them from being base64.
  const passwords = [0, 1].map(() => `${randomBytes(9).toString("hex")}_${randomBytes(3).toString("hex")}`);

  before(async () => {
    program = await startProgram("provider-program", "hf-provider", MUTABLE);
    await setPassword(0);
  });
  after(() => program.remove());

  const setPassword = (index: number) =>
    program.must(["config", "set", "--secret", "password", passwords[index] ?? ""]);
  const field = (object: string, jsonpath: string) => program.kubectl("get", object, "-o", `jsonpath=${jsonpath}`);
  const configMaps = async () => {
    const names = (await program.kubectl("get", "configmaps", "-o", "name")).trim().split("\n");
    return names.map((name) => name.replace("configmap/", "")).filter((name) => name !== "kube-root-ca.crt");
  };
  const assertNoPassword = (text: string) => {
    for (const password of passwords)
      for (const form of [password, Buffer.from(password).toString("base64")])
        assert.ok(!text.includes(form), `a password is plain in the text, around character ${text.indexOf(form)}`);
  };

  test("one up makes custom resources, objects of YAML files and objects of a chart", async (t) => {
    const rendered = path.join(program.folder, "rendered");
    const started = performance.now();
    await program.up({ parts: PARTS, widget: '{"size":2}', text: "one", rendered });
    t.diagnostic(`it took ${duration(performance.now() - started)}`);
    assert.equal(await field("widget/widget", "{.spec.size}"), "2");
    assert.deepEqual(await configMaps(), [
      "chart-greeting",
      "first",
      "from-file",
      "from-group",
      "release-greeting",
      "second",
    ]);
    assert.equal(await field("configmap/chart-greeting", "{.data.text}"), "one");
    assert.equal(await field("configmap/release-greeting", "{.data.text}"), "one");
  });

  test("a provider with renderYamlToDirectory writes files, and nothing into the cluster", async () => {
    const folder = path.join(program.folder, "rendered", "1-manifest");
    const files = readdirSync(folder);
    assert.equal(files.length, 1);
    assert.match(readFileSync(path.join(folder, files[0] ?? ""), "utf8"), /kind: ConfigMap[\s\S]*name: rendered/);
    const everywhere = await program.kubectl("get", "configmaps", "-A", "-o", "name");
    assert.doesNotMatch(everywhere, /\/rendered$/m);
  });

  const refused: [title: string, widget: string, sentence: RegExp][] = [
    ["a value that the schema does not allow", '{"size":11}', /spec\.size.*should be less than or equal to 10/],
    [
      "a field that the schema does not have",
      '{"size":2,"colour":"red"}',
      /spec\.colour: field not declared in schema/,
    ],
  ];
  for (const [title, widget, sentence] of refused)
    test(`${title} fails the preview with the API server's sentence`, async () => {
      const ran = await program.pulumi(["preview"], { parts: "widget", widget });
      assert.notEqual(ran.code, 0);
      assert.match(ran.stdout + ran.stderr, sentence);
    });

  test("up --target changes that resource alone", async () => {
    await program.up(
      { parts: PARTS, text: "two", widget: '{"size":3}' },
      "--target",
      program.urnOf(CONFIG_MAP, "first"),
    );
    assert.equal(await field("configmap/first", "{.data.text}"), "two");
    assert.equal(await field("configmap/second", "{.data.text}"), "one");
    assert.equal(await field("widget/widget", "{.spec.size}"), "2");
  });

  test("the next up changes the rest, and its diff shows that a Secret changes but not to what", async () => {
    await setPassword(1);
    const uid = await field("widget/widget", "{.metadata.uid}");
    const shown = await program.must(["up", "--yes", "--diff"]);
    assert.match(shown, /~ kubernetes:core\/v1:Secret[\s\S]*password: \[secret\] => \[secret\]/);
    assert.equal(await field("configmap/second", "{.data.text}"), "two");
    assert.equal(await field("widget/widget", "{.spec.size} {.metadata.uid}"), `3 ${uid}`);
    const stored = await field("secret/secret", "{.data.password}");
    assert.equal(Buffer.from(stored, "base64").toString(), passwords[1]);
  });

  test("an object that kubectl made is imported, and the program has nothing to change in it", async () => {
    await program.kubectl("create", "configmap", "adopted", "--from-literal=text=made by kubectl");
    const id = `${program.namespace}/adopted`;
    const options = ["--yes", "--protect=false", "--generate-code=false"];
    await program.must(["import", CONFIG_MAP, "adopted", id, ...options]);
    await program.must(["preview", "--expect-no-changes"], { parts: `${PARTS},adopted` });
  });

  test("a protected resource is not destroyed, and one that the state forgets stays in the cluster", async () => {
    const urn = program.urnOf(CONFIG_MAP, "adopted");
    await program.must(["state", "protect", urn, "--yes"]);
    const kept = await program.pulumi(["destroy", "--yes", "--skip-preview", "--target", urn]);
    assert.notEqual(kept.code, 0);
    assert.match(kept.stdout + kept.stderr, /adopted.*cannot be deleted[\s\S]*protect/);
    await program.must(["state", "unprotect", urn, "--yes"]);
    await program.must(["state", "delete", urn, "--yes"]);
    assert.equal(await field("configmap/adopted", "{.data.text}"), "made by kubectl");
  });

  test("up names each object that cannot be made, with the reason", async (t) => {
    const started = performance.now();
    await program.kubectl("create", "configmap", "taken");
    const parts = `${PARTS},taken,garbled,unpullable`;
    const ran = await program.pulumi(["up", "--yes", "--skip-preview", "--continue-on-error"], { parts });
    t.diagnostic(`it took ${duration(performance.now() - started)}`);
    assert.notEqual(ran.code, 0);
    const text = ran.stdout + ran.stderr;
    assert.match(text, /"taken" already exists/);
    assert.match(text, /illegal base64/);
    assert.match(text, /unpullable[\s\S]*(ErrImagePull|ImagePullBackOff)/);
  });

  test("a password is plain in nothing that pulumi printed, nor in the state", async () => {
    const state = await program.must(["stack", "export"]);
    assert.match(state, /"ciphertext"/);
    assertNoPassword(state);
    assertNoPassword(program.printed());
  });

  test("destroy takes out what the program made, and nothing else", async () => {
    await program.must(["destroy", "--yes", "--skip-preview"]);
    assert.deepEqual(await configMaps(), ["adopted", "taken"]);
    assert.equal((await program.kubectl("get", "secrets,deployments,pods", "-o", "name")).trim(), "");
    assert.doesNotMatch(await program.kubectl("get", "customresourcedefinitions", "-o", "name"), /holdfast\.test/);
  });
});
