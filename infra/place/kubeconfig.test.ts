import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { fileOf, forProvider, loadKubeconfig } from "./kubeconfig.ts";

const root = path.join(import.meta.dirname, "..", "..");

test("a relative path is the same text for the provider in every clone, and leads to the file from the program's folder", () => {
  assert.equal(forProvider("kube/config"), "../kube/config");
  assert.equal(forProvider("../shared/config"), "../../shared/config");
  assert.equal(path.join(root, "infra", forProvider("kube/config")), fileOf("kube/config"));
});

test("an absolute path, and one from the home folder, stay as they were named", () => {
  for (const file of ["/etc/kube/config", "~/.kube/config"]) assert.equal(forProvider(file), file);
  assert.equal(fileOf("/etc/kube/config"), "/etc/kube/config");
  assert.equal(fileOf("~/.kube/config"), path.join(os.homedir(), ".kube", "config"));
});

test("a file that is not there, and a context that it does not have, are told by the key that names them", () => {
  assert.throws(
    () => loadKubeconfig("nowhere/config", "a"),
    /`holdfast:kubeconfig` is "nowhere\/config": there is no such file/,
  );
  const file = path.join(testFolder(), "config");
  const contexts = ["kind-kind", "minikube"].map((name) => ({ name, context: { cluster: "c", user: "u" } }));
  writeFileSync(
    file,
    JSON.stringify({ clusters: [{ name: "c", cluster: { server: "https://c" } }], users: [], contexts }),
  );
  assert.throws(() => loadKubeconfig(file, "kind"), /`holdfast:context` is "kind".*It has: kind-kind, minikube/);
  assert.equal(loadKubeconfig(file, "minikube").getCurrentContext(), "minikube");
});
