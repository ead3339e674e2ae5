/** A version that is written down twice is the same in both places. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { GO_PROGRAMS, type GoProgram, KUBERNETES_PROVIDER_VERSION } from "./go-programs.ts";
import { PROVIDERS } from "./plugins.ts";
import { PULUMI_VERSION } from "./pulumi.ts";

const repo = path.join(import.meta.dirname, "..", "..");
const text = (file: string) => readFileSync(path.join(repo, file), "utf8");
const inGoMod = (program: string, module: string) =>
  new RegExp(`^\\s*${module} v(\\S+)`, "m").exec(text(`sandbox/toolchain/${program}/go.mod`))?.[1];

test("the plugins are those of the SDKs in package.json", () => {
  const { devDependencies } = JSON.parse(text("package.json"));
  for (const { name, version } of Object.values(PROVIDERS)) assert.equal(devDependencies[`@pulumi/${name}`], version);
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

/** The modules of a program with the version that is compiled and the one that is asked for: both tell builds apart. */
function modulesOf({ module }: GoProgram): Map<string, string> {
  const goMod = text(`sandbox/toolchain/${module}/go.mod`);
  const replaced = new Map(
    [...goMod.matchAll(/^\s*(?:replace )?(\S+) => (\S+ v\S+)$/gm)].map(([, old, by]) => [old, by]),
  );
  const required = goMod.matchAll(/^\s*(?:require )?(\S+) (v\S+)(?: \/\/ indirect)?$/gm);
  return new Map(
    [...required].map(([, name = "", version]) => [name, `${version} ${replaced.get(name) ?? ""}`.trimEnd()]),
  );
}

/** The CLI and the provider are of different releases of Pulumi, which do not compile with each other's libraries. */
const APART = [
  "github.com/pulumi/pulumi/pkg/v3",
  "github.com/pulumi/pulumi/sdk/v3",
  "github.com/pulumi/esc",
  // The CLI replaces it by a fork; one small package.
  "github.com/atotto/clipboard",
];

test("programs that share a module have the same version of it, so that Go compiles it once", () => {
  const seen = new Map<string, [version: string, program: string]>();
  // metrics-server 0.9 needs newer libraries of Kubernetes, and 0.8 does not start with these.
  for (const program of Object.values(GO_PROGRAMS).filter((each) => each !== GO_PROGRAMS.metricsServer))
    for (const [name, version] of modulesOf(program)) {
      const [first, other] = seen.get(name) ?? [version, program.name];
      if (!APART.includes(name)) assert.equal(version, first, `${name} in ${program.name} and ${other}`);
      seen.set(name, [first, other]);
    }
  assert.ok(seen.size > 400, `${seen.size} modules`);
});

test("the Kubernetes provider is built with the libraries of the Kubernetes that the sandbox runs", () => {
  const kubernetes = inGoMod("kube", "k8s.io/kubernetes")?.replace(/^1\./, "0.");
  for (const name of ["k8s.io/api", "k8s.io/client-go"])
    assert.match(modulesOf(GO_PROGRAMS.kubernetesProvider).get(name) ?? "", new RegExp(` ${name} v${kubernetes}$`));
});

test("the Kubernetes provider calls itself by the time and the commit of its source", () => {
  const source = modulesOf(GO_PROGRAMS.kubernetesProvider).get("github.com/pulumi/pulumi-kubernetes/provider/v4");
  const [, time = "", commit = ""] = /-(\d{14})-([0-9a-f]{12})$/.exec(source ?? "") ?? [];
  const iso = time.replace(/(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/, "$1-$2-$3T$4:$5:$6Z");
  assert.match(KUBERNETES_PROVIDER_VERSION, new RegExp(`-alpha\\.${Date.parse(iso) / 1000}\\+${commit.slice(0, 7)}$`));
});
