import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { AboutResponse, GetRequiredPackagesResponse, RunResponse } from "@pulumi/pulumi/proto/language_pb.js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import { testFolder } from "../../../services/shared/test-folder.ts";
import { ask, startPlugin } from "../rpc/fake-engine.ts";
import { Empty, LanguageRuntimeClient, language } from "../rpc/proto.ts";
import { languageHost } from "./language-host.ts";

/** A host whose runner is `script`, in the SDK's place. */
async function startHost(t: TestContext, script: string) {
  const folder = testFolder();
  writeFileSync(path.join(folder, "run.cjs"), script);
  const env = { ...process.env, PULUMI_LANGUAGE_NODEJS_RUN_PATH: path.join(folder, "run.cjs") };
  const { engine, client } = await startPlugin(
    t,
    LanguageRuntimeClient,
    (log, engine) => languageHost({ engine, log, env, graceMs: 200, output: "ignore" }).addTo,
  );
  const info = new language.ProgramInfo()
    .setProgramDirectory(folder)
    .setRootDirectory(folder)
    .setEntryPoint("index.ts");
  const request = new language.RunRequest().setInfo(info).setMonitorAddress("127.0.0.1:9").setPwd(folder);
  return { client, engine, folder, run: (): Promise<RunResponse> => ask(client, client.run, request) };
}

test("a program that ends well is complete, and the host says that it is a stand-in", async (t) => {
  const { run, engine, folder } = await startHost(
    t,
    `require("fs").writeFileSync("ran", process.argv.slice(2).join(" "))`,
  );
  const response = await run();
  assert.equal(response.getError(), "");
  assert.equal(response.getBail(), false);
  const { readFileSync } = await import("node:fs");
  assert.match(readFileSync(path.join(folder, "ran"), "utf8"), new RegExp(`--engine ${engine.address} .*index.ts$`));
  assert.match(engine.messages[0]?.text ?? "", /stand-in for Pulumi's plugin "language nodejs"/);
});

test("a program that has shown its error bails out without another one", async (t) => {
  const { run } = await startHost(t, "process.exit(32)");
  const response = await run();
  assert.equal(response.getBail(), true);
  assert.equal(response.getError(), "");
});

test("any other exit code is an error", async (t) => {
  const { run } = await startHost(t, "process.exit(3)");
  assert.equal((await run()).getError(), "Program exited with non-zero exit code: 3");
});

test("a program that is killed is never taken for complete", async (t) => {
  const { run } = await startHost(t, `process.kill(process.pid, "SIGKILL")`);
  assert.match((await run()).getError(), /ended by SIGKILL/);
});

test("Cancel interrupts the program, and ends it by force if it does not listen", async (t) => {
  const script = `process.on("SIGINT", () => {}); setInterval(() => {}, 1000); require("fs").writeFileSync("up", "")`;
  const { client, run, folder } = await startHost(t, script);
  const running = run();
  const { existsSync } = await import("node:fs");
  while (!existsSync(path.join(folder, "up"))) await new Promise(setImmediate);
  await ask(client, client.cancel, new Empty());
  assert.match((await running).getError(), /ended by SIGKILL/);
});

test("the host reports the version that Pulumi's own host would have, and no list of packages", async (t) => {
  const { client } = await startHost(t, "");
  const info: PluginInfo = await ask(client, client.getPluginInfo, new Empty());
  assert.equal(info.getVersion(), "3.250.0");
  const packages: GetRequiredPackagesResponse = await ask(
    client,
    client.getRequiredPackages,
    new language.GetRequiredPackagesRequest(),
  );
  assert.deepEqual(packages.getPackagesList(), []);
  const about: AboutResponse = await ask(client, client.about, new language.AboutRequest());
  assert.equal(about.getVersion(), process.version);
});
