import assert from "node:assert/strict";
import { test } from "node:test";
import { language } from "../rpc/proto.ts";
import { type Properties, toStruct } from "../rpc/values.ts";
import { findRunner, launchOf, outcomeOf } from "./program.ts";

function runRequest(options: Properties, dryRun = false) {
  const info = new language.ProgramInfo()
    .setRootDirectory("/shop")
    .setProgramDirectory("/shop/infra")
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
  const { args, cwd } = launchOf(runRequest({}), "127.0.0.1:1", "/sdk/run");
  assert.deepEqual(args, [
    "/sdk/run",
    ...["--monitor", "127.0.0.1:2", "--engine", "127.0.0.1:1", "--organization", "organization", "--project", "shop"],
    ...["--root-directory", "/shop", "--stack", "dev", "--pwd", "/shop/infra", "--parallel", "8"],
    "index.ts",
  ]);
  assert.equal(cwd, "/shop/infra");
});

test("a preview is a dry run", () => {
  assert.ok(launchOf(runRequest({}, true), "e", "r").args.includes("--dry-run"));
});

test("nodeargs come before the runner", () => {
  const { args } = launchOf(runRequest({ nodeargs: "--import tsx" }), "e", "/sdk/run");
  assert.deepEqual(args.slice(0, 3), ["--import", "tsx", "/sdk/run"]);
});

test("the program's config comes through the environment, and which of it is secret", () => {
  const { env } = launchOf(runRequest({}), "e", "r");
  assert.deepEqual(JSON.parse(env.PULUMI_CONFIG ?? ""), { "shop:password": "swordfish", "shop:replicas": "2" });
  assert.deepEqual(JSON.parse(env.PULUMI_CONFIG_SECRET_KEYS ?? ""), ["shop:password"]);
});

test("TypeScript is left to the SDK unless typescript is false", () => {
  assert.equal(
    launchOf(runRequest({ tsconfig: "tsconfig.pulumi.json" }), "e", "r").env.PULUMI_NODEJS_TYPESCRIPT,
    "true",
  );
  assert.equal(launchOf(runRequest({ tsconfig: "t.json" }), "e", "r").env.PULUMI_NODEJS_TSCONFIG_PATH, "t.json");
  assert.equal(launchOf(runRequest({ typescript: false }), "e", "r").env.PULUMI_NODEJS_TYPESCRIPT, undefined);
});

test("the runner is looked for from the program, and its want is explained", () => {
  assert.match(findRunner(import.meta.dirname, undefined), /@pulumi\/pulumi\/cmd\/run/);
  assert.throws(() => findRunner("/", undefined), /SDK was not found from \/: run `npm install` there/);
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
