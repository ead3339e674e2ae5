/** A version that is written down twice is the same in both places. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { GO_PROGRAMS } from "./go-build.ts";
import { PLUGINS } from "./plugins.ts";
import { PULUMI_VERSION } from "./pulumi.ts";

const repo = path.join(import.meta.dirname, "..", "..");
const text = (file: string) => readFileSync(path.join(repo, file), "utf8");
const inGoMod = (program: string, module: string) =>
  new RegExp(`^\\s*${module} v(\\S+)`, "m").exec(text(`sandbox/toolchain/${program}/go.mod`))?.[1];

test("the plugins are those of the SDKs in package.json", () => {
  const { devDependencies } = JSON.parse(text("package.json"));
  for (const [name, version] of PLUGINS) assert.equal(devDependencies[`@pulumi/${name}`], version);
});

test("the Pulumi that is built is the one that is downloaded elsewhere, and new enough for Pulumi.yaml", () => {
  assert.equal(inGoMod("pulumi", "github.com/pulumi/pulumi/pkg/v3"), PULUMI_VERSION);
  assert.match(GO_PROGRAMS.pulumi.ldflags.join(" "), new RegExp(`Version=v${PULUMI_VERSION}$`));
  assert.match(text("Pulumi.yaml"), new RegExp(`^requiredPulumiVersion: ">=${PULUMI_VERSION}"$`, "m"));
});

test("Kubernetes calls itself what it is built from", () => {
  const version = inGoMod("kube", "k8s.io/kubernetes");
  const [major, minor] = version?.split(".") ?? [];
  const flags = GO_PROGRAMS.kube.ldflags.join(" ");
  for (const set of [`gitVersion=v${version}`, `gitMajor=${major}`, `gitMinor=${minor}`])
    assert.match(`${flags} `, new RegExp(`${set.replaceAll(".", "\\.")} `));
});
