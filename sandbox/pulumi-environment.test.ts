import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import type { Paths } from "./paths.ts";
import { type Origin, type PulumiChoice, preparePulumiHome, pulumiEnvironment } from "./pulumi-environment.ts";

describe("the environment of pulumi", () => {
  let paths: Paths;
  beforeEach(() => {
    const repo = testFolder();
    paths = { repo, cache: "", state: path.join(repo, ".sandbox"), id: "00000000", node: "/opt/node24/bin/node" };
  });
  const origins = (...kinds: Origin["kind"][]) =>
    Object.fromEntries(kinds.map((kind, index) => [`plugin ${index}`, { kind, text: "" }]));
  const choice: PulumiChoice = {
    binFolder: "/cli",
    origin: "",
    plugins: origins("built", "stand-in"),
    kubeconfig: "/state/kubeconfig",
  };

  test("has the CLI and the sandbox's Node first on PATH, before the caller's", () => {
    const { PATH } = pulumiEnvironment(paths, choice, { PATH: "/usr/bin" });
    assert.equal(PATH, ["/cli", "/opt/node24/bin", "/usr/bin"].join(path.delimiter));
  });

  test("lets nothing of the caller's decide on stack, passphrase, backend or cluster", () => {
    const callers = {
      PULUMI_STACK: "theirs",
      PULUMI_CONFIG_PASSPHRASE: "theirs",
      PULUMI_BACKEND_URL: "https://api.pulumi.com",
      PULUMI_HOME: "/home/me/.pulumi",
      KUBECONFIG: "/home/me/.kube/config",
    };
    const environment = pulumiEnvironment(paths, choice, { ...callers, HTTPS_PROXY: "http://proxy:3128" });
    assert.equal(environment.PULUMI_STACK, undefined);
    assert.equal(environment.PULUMI_CONFIG_PASSPHRASE, undefined);
    assert.equal(environment.PULUMI_BACKEND_URL, `file://${paths.state}/pulumi/state`);
    assert.equal(environment.PULUMI_HOME, `${paths.state}/pulumi/stand-ins`);
    assert.equal(environment.KUBECONFIG, "/state/kubeconfig");
    assert.equal(environment.HTTPS_PROXY, "http://proxy:3128");
  });

  test("names the sandbox's Docker where there is one, and leaves the caller's otherwise", () => {
    const callers = { DOCKER_HOST: "tcp://theirs:2375" };
    const own = { ...choice, dockerHost: "unix:///sandbox.sock" };
    assert.equal(pulumiEnvironment(paths, own, callers).DOCKER_HOST, "unix:///sandbox.sock");
    assert.equal(pulumiEnvironment(paths, choice, callers).DOCKER_HOST, "tcp://theirs:2375");
  });

  test("has a Kubernetes provider that is built force its changes, which the program can ask only of a newer one", () => {
    const forces = (kind: Origin["kind"]) =>
      pulumiEnvironment(paths, { ...choice, plugins: { kubernetes: { kind, text: "" } } }, {})
        .PULUMI_K8S_ENABLE_PATCH_FORCE;
    assert.equal(forces("built"), "true");
    assert.equal(forces("official"), undefined);
  });

  const withPlugins = (...kinds: Origin["kind"][]) =>
    pulumiEnvironment(paths, { ...choice, plugins: origins(...kinds) }, {});

  test("lets Pulumi fetch plugins where all of them are official", () => {
    const fetches = (...kinds: Origin["kind"][]) => withPlugins(...kinds).PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION;
    assert.equal(fetches("official", "official"), undefined);
    assert.equal(fetches("official", "stand-in"), "true");
    assert.equal(fetches("built", "official"), "true");
  });

  test("keeps plugins of another origin out of the home that Pulumi fills, where they would be taken for official ones", () => {
    const official = withPlugins("official", "official").PULUMI_HOME;
    for (const other of ["built", "stand-in"] as const)
      assert.notEqual(withPlugins("official", other).PULUMI_HOME, official);
  });

  test("has a passphrase made once, random, in a file for its owner alone and not in the environment", () => {
    preparePulumiHome(paths);
    const environment = pulumiEnvironment(paths, choice, {});
    const file = environment.PULUMI_CONFIG_PASSPHRASE_FILE ?? "";
    const passphrase = readFileSync(file, "utf8");
    assert.match(passphrase, /^[\w-]{32}$/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    for (const folder of [environment.PULUMI_HOME ?? "", path.join(paths.state, "pulumi", "state")])
      assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.ok(!Object.values(environment).includes(passphrase));
    preparePulumiHome(paths);
    assert.equal(readFileSync(file, "utf8"), passphrase);
  });
});
