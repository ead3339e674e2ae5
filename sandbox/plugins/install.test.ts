import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { installLanguageHost, installProvider, installStandIn } from "./install.ts";

const KUBERNETES = { name: "kubernetes", version: "4.34.2" };
const DOCKER = { name: "docker", version: "5.2.0" };

test("the stand-ins lie where Pulumi looks: the host beside the CLI, a provider by exact version; again changes nothing", () => {
  const folder = testFolder();
  const places = { pulumiHome: path.join(folder, "home"), nodeBinary: "/opt/node's/node", repoRoot: "/clone" };
  installLanguageHost(places, path.join(folder, "bin"));
  installStandIn(places, DOCKER);
  const host = path.join(folder, "bin/pulumi-language-nodejs");
  const docker = path.join(folder, "home/plugins/resource-docker-v5.2.0/pulumi-resource-docker");
  for (const file of [host, docker]) assert.equal(statSync(file).mode & 0o777, 0o755);
  assert.match(
    readFileSync(docker, "utf8"),
    /exec '\/opt\/node'\\''s\/node' '\/clone\/sandbox\/plugins\/docker\/main.ts' "\$@"\n$/,
  );

  const before = statSync(docker, { bigint: true });
  installStandIn(places, DOCKER);
  assert.equal(statSync(docker, { bigint: true }).ino, before.ino);
  assert.deepEqual(readdirSync(path.dirname(docker)), ["pulumi-resource-docker"]);
});

test("a provider takes the place of the stand-in that an older clone has there", () => {
  const folder = testFolder();
  const home = path.join(folder, "home");
  installStandIn({ pulumiHome: home, nodeBinary: "/node", repoRoot: "/clone" }, KUBERNETES);
  const built = path.join(folder, "built");
  mkdirSync(built);
  writeFileSync(path.join(built, "pulumi-resource-kubernetes"), "the binary", { mode: 0o755 });
  for (let time = 0; time < 2; time++) installProvider(home, KUBERNETES, built);
  const installed = path.join(home, "plugins/resource-kubernetes-v4.34.2");
  assert.deepEqual(readdirSync(installed), ["pulumi-resource-kubernetes"]);
  const binary = path.join(installed, "pulumi-resource-kubernetes");
  assert.equal(readFileSync(binary, "utf8"), "the binary");
  assert.equal(statSync(binary).mode & 0o777, 0o755);
});
