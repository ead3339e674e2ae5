import assert from "node:assert/strict";
import { test } from "node:test";
import { language } from "../rpc/proto.ts";
import { type Properties, toStruct } from "../rpc/values.ts";
import { explainStart, findInSdk, launchOf, outcomeOf } from "./program.ts";

const here = import.meta.dirname;

function runRequest(options: Properties, dryRun = false) {
  const info = new language.ProgramInfo()
    .setRootDirectory("/shop")
    .setProgramDirectory(here)
    .setEntryPoint("index.ts")
    .setOptions(toStruct(options));
  const request = new language.RunRequest()
    .setProject("shop")
    .setStack("dev")
    .setOrganization("organization")
    .setMonitorAddress("127.0.0.1:2")
    .setParallel(8)
    .setDryrun(dryRun)
    .setConfigsecretkeysList(["shop:password"])
    .setInfo(info);
  request.getConfigMap().set("shop:password", "swordfish").set("shop:replicas", "2");
  return request;
}

test("a run starts the SDK's runner with the engine's and the monitor's addresses", () => {
  const { args, cwd } = launchOf(runRequest({}), "127.0.0.1:1");
  assert.deepEqual(args, [
    findInSdk("cmd/run", here),
    ...["--monitor", "127.0.0.1:2", "--engine", "127.0.0.1:1", "--organization", "organization", "--project", "shop"],
    ...["--root-directory", "/shop", "--stack", "dev", "--pwd", here, "--parallel", "8"],
    "index.ts",
  ]);
  assert.equal(cwd, here);
});

test("a preview is a dry run", () => {
  assert.ok(launchOf(runRequest({}, true), "e").args.includes("--dry-run"));
});

test("the program's config comes through the environment, and which of it is secret", () => {
  const { env } = launchOf(runRequest({}), "e");
  assert.deepEqual(JSON.parse(env.PULUMI_CONFIG ?? ""), { "shop:password": "swordfish", "shop:replicas": "2" });
  assert.deepEqual(JSON.parse(env.PULUMI_CONFIG_SECRET_KEYS ?? ""), ["shop:password"]);
});

test("TypeScript is left to the SDK unless typescript is false", () => {
  assert.equal(launchOf(runRequest({ packagemanager: "npm" }), "e").env.PULUMI_NODEJS_TYPESCRIPT, "true");
  assert.equal(launchOf(runRequest({ typescript: false }), "e").env.PULUMI_NODEJS_TYPESCRIPT, undefined);
});

test("an option of the runtime that would have no effect is refused", () => {
  assert.throws(
    () => launchOf(runRequest({ nodeargs: "--import tsx" }), "e"),
    /not serve runtime.options.nodeargs of Pulumi.yaml/,
  );
});

test("the runner is looked for from the program, and its absence is explained", () => {
  assert.match(findInSdk("cmd/run", here), /@pulumi\/pulumi\/cmd\/run/);
  assert.throws(() => findInSdk("cmd/run", "/"), /SDK was not found from \/: run `npm install` there/);
});

test("an error that is not about the size of the config stays as it is", () => {
  const error = new Error("no");
  assert.equal(explainStart(error, {}), error);
});

test("only exit code 0 means that the program is complete: all that it did not register would be deleted", () => {
  assert.deepEqual(outcomeOf(0, null), { kind: "complete" });
  assert.deepEqual(outcomeOf(32, null), { kind: "explained" });
  assert.deepEqual(outcomeOf(1, null), { kind: "failed", error: "Program exited with non-zero exit code: 1" });
  assert.deepEqual(outcomeOf(null, "SIGKILL"), {
    kind: "failed",
    error: "Program was ended by SIGKILL before it was complete",
  });
});
