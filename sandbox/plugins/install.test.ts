import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { installStandIns } from "./install.ts";

test("the stand-ins lie where Pulumi looks: the host beside the CLI, the others by exact version; again changes nothing", () => {
  const folder = testFolder();
  const places = {
    pulumiBinDir: path.join(folder, "bin"),
    pulumiHome: path.join(folder, "home"),
    nodeBinary: "/opt/node's/node",
    repoRoot: "/clone",
  };
  installStandIns(places);
  const host = path.join(folder, "bin/pulumi-language-nodejs");
  const kubernetes = path.join(folder, "home/plugins/resource-kubernetes-v4.34.2/pulumi-resource-kubernetes");
  const docker = path.join(folder, "home/plugins/resource-docker-v5.2.0/pulumi-resource-docker");
  for (const file of [host, kubernetes, docker]) assert.equal(statSync(file).mode & 0o777, 0o755);
  assert.match(
    readFileSync(kubernetes, "utf8"),
    /exec '\/opt\/node'\\''s\/node' '\/clone\/sandbox\/plugins\/kubernetes\/main.ts' "\$@"\n$/,
  );

  const before = statSync(docker, { bigint: true });
  installStandIns(places);
  assert.equal(statSync(docker, { bigint: true }).ino, before.ino);
  assert.deepEqual(readdirSync(path.dirname(docker)), ["pulumi-resource-docker"]);
});
