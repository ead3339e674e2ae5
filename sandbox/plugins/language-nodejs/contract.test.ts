/** Every call of Pulumi's language protocol, and what the stand-in answers (read in the engine's source, v3.250.0). */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { status } from "@grpc/grpc-js";
import type { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { GetRequiredPackagesResponse, RunPluginResponse, RunResponse } from "@pulumi/pulumi/proto/language_pb.js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import { testFolder } from "../../../services/shared/test-folder.ts";
import { ask, connectTo, errorOf, startFakeEngine, startPlugin } from "../rpc/fake-engine.ts";
import {
  AnalyzerClient,
  analyzer,
  Empty,
  LanguageRuntimeClient,
  LanguageRuntimeService,
  language,
} from "../rpc/proto.ts";
import { languageHost } from "./language-host.ts";
import { programFolder } from "./program-folder.ts";

const ANSWERED: Record<string, string> = {
  getPluginInfo: "whenever the plugin is loaded",
  getRequiredPackages: "up, preview, refresh, destroy, import: once, before anything else",
  run: "up and preview; refresh and destroy with --run-program",
  runPlugin: "a policy pack",
  cancel: "at the end of every operation, and on Ctrl-C",
};

const REFUSED: Record<string, string> = {
  handshake: "only where PULUMI_DEBUG_LANGUAGES names a host that runs already",
  getRequiredPlugins: "only where getRequiredPackages is refused",
  about: "for the metadata of an update, which may lack it; pulumi about",
  getProgramDependencies: "pulumi about",
  installDependencies: "pulumi install, up with a template, a policy pack's installation",
  runtimeOptionsPrompts: "pulumi new",
  template: "pulumi new",
  generateProgram: "import and convert: the code is left out",
  generateProject: "pulumi convert",
  generatePackage: "pulumi package gen-sdk",
  pack: "pulumi package publish",
  link: "pulumi package add",
};

/** A host, and a program whose SDK is `script` alone. */
async function startHost(t: TestContext, script = "") {
  const folder = programFolder({ "cmd/run": script });
  const { engine, client } = await startPlugin(
    t,
    LanguageRuntimeClient,
    (log, engine) => languageHost({ engine, log, env: process.env, graceMs: 200, output: "ignore" }).addTo,
  );
  const info = infoOf(folder);
  const request = new language.RunRequest().setInfo(info).setMonitorAddress("127.0.0.1:9").setPwd(folder);
  return { client, engine, folder, request, run: (): Promise<RunResponse> => ask(client, client.run, request) };
}

const infoOf = (folder: string) =>
  new language.ProgramInfo().setProgramDirectory(folder).setRootDirectory(folder).setEntryPoint("index.ts");

test("the tables know every call of the protocol", () => {
  assert.deepEqual(Object.keys({ ...ANSWERED, ...REFUSED }).sort(), Object.keys(LanguageRuntimeService).sort());
});

for (const [name, when] of Object.entries(REFUSED))
  test(`${name} (${when}) is refused with a sentence`, async (t) => {
    const { client } = await startHost(t);
    const { code, details } = await errorOf(client, LanguageRuntimeService, name);
    assert.equal(code, status.UNIMPLEMENTED);
    assert.match(details, new RegExp(`"language nodejs" does not serve the call ${name};.*plugin install`, "i"));
  });

test("getPluginInfo: the version of Pulumi's own host", async (t) => {
  const { client, engine } = await startHost(t);
  const info: PluginInfo = await ask(client, client.getPluginInfo, new Empty());
  assert.equal(info.getVersion(), "3.250.0");
  assert.deepEqual(engine.messages, []);
});

test("getRequiredPackages: none, and the one line that names the stand-ins", async (t) => {
  const { client, engine } = await startHost(t);
  const request = new language.GetRequiredPackagesRequest();
  const packages: GetRequiredPackagesResponse = await ask(client, client.getRequiredPackages, request);
  assert.deepEqual(packages.getPackagesList(), []);
  assert.equal(engine.messages.length, 1);
  assert.match(engine.messages[0]?.text ?? "", /uses Holdfast's stand-ins.*"language nodejs".*"resource docker"/);
});

test("run: a program that ends well is complete", async (t) => {
  const { run, engine, folder } = await startHost(
    t,
    `require("fs").writeFileSync("ran", process.argv.slice(2).join(" "))`,
  );
  const response = await run();
  assert.equal(response.getError(), "");
  assert.equal(response.getBail(), false);
  assert.match(readFileSync(path.join(folder, "ran"), "utf8"), new RegExp(`--engine ${engine.address} .*index.ts$`));
});

test("run: a program that has shown its error bails out without another one", async (t) => {
  const response = await (await startHost(t, "process.exit(32)")).run();
  assert.equal(response.getBail(), true);
  assert.equal(response.getError(), "");
});

test("run: any other exit code is an error", async (t) => {
  const { run } = await startHost(t, "process.exit(3)");
  assert.equal((await run()).getError(), "Program exited with non-zero exit code: 3");
});

test("run: a program that is killed is never taken for complete", async (t) => {
  const { run } = await startHost(t, `process.kill(process.pid, "SIGKILL")`);
  assert.match((await run()).getError(), /ended by SIGKILL/);
});

test("run: a config that no environment holds is refused with its size and its largest key", async (t) => {
  const { run, request } = await startHost(t);
  request.getConfigMap().set("shop:catalogue", "x".repeat(200_000)).set("shop:a", "1");
  await assert.rejects(
    run(),
    /config has 200\d{3} bytes.*allows 131072.*largest key is shop:catalogue with 200000 bytes: make/,
  );
});

/** Writes "up" when it runs, and does not listen to SIGINT. */
const STUBBORN = `process.on("SIGINT", () => {}); setInterval(() => {}, 1000); require("fs").writeFileSync("up", "")`;

const existing = async (file: string) => {
  while (!existsSync(file)) await new Promise(setImmediate);
};

test("cancel: interrupts the program, and ends it by force if it does not listen", async (t) => {
  const { client, run, folder } = await startHost(t, STUBBORN);
  const running = run();
  await existing(path.join(folder, "up"));
  await ask(client, client.cancel, new Empty());
  assert.match((await running).getError(), /ended by SIGKILL/);
});

test("an engine that is gone ends host and program", async (t) => {
  const folder = programFolder({ "cmd/run": STUBBORN });
  const engine = await startFakeEngine();
  t.after(engine.stop);
  const main = path.join(import.meta.dirname, "main.ts");
  const host = spawn(process.execPath, [main, engine.address], { stdio: ["pipe", "pipe", "inherit"] });
  // The program has the host's output: only when both have ended is it closed.
  const closed = new Promise((resolve) => host.once("close", resolve));
  const port = await new Promise<string>((resolve) => createInterface({ input: host.stdout }).once("line", resolve));
  const client = connectTo(LanguageRuntimeClient, Number(port));
  t.after(() => client.close());
  const running = ask(client, client.run, new language.RunRequest().setInfo(infoOf(folder)));
  const failed = assert.rejects(running);
  await existing(path.join(folder, "up"));
  host.stdin.end();
  await failed;
  await closed;
});

/** The least that the engine asks of a pack; it answers with what it knows of the stack. */
const PACK = `
const grpc = require("@grpc/grpc-js");
const { AnalyzerService } = require("@pulumi/pulumi/proto/analyzer_grpc_pb.js");
const { AnalyzerStackConfigureResponse } = require("@pulumi/pulumi/proto/analyzer_pb.js");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb.js");
const pulumi = require("@pulumi/pulumi");
const server = new grpc.Server();
server.addService(AnalyzerService, {
  configureStack: (call, answer) => answer(null, new AnalyzerStackConfigureResponse()),
  getPluginInfo: (call, answer) => {
    console.log("asked");
    const known = [pulumi.getProject(), pulumi.getStack(), new pulumi.Config("shop").get("size"), process.env.OF_ENGINE];
    answer(null, new PluginInfo().setVersion(known.join(" ")));
  },
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => console.log(String(port)));
`;

/** A pack that the SDK's own runner runs, as it is for `--policy-pack`. */
function packFolder(pack: string): string {
  const folder = testFolder();
  writeFileSync(path.join(folder, "package.json"), `{"main": "index.js"}`);
  writeFileSync(path.join(folder, "index.js"), pack);
  symlinkSync(path.join(import.meta.dirname, "../../../node_modules"), path.join(folder, "node_modules"));
  return folder;
}

/** The call that runs a pack, and its output so far. */
async function startPack(t: TestContext, folder: string) {
  const { client } = await startHost(t);
  const env = Object.entries({ ...process.env, OF_ENGINE: "a=b" }).map(([key, value]) => `${key}=${value}`);
  const request = new language.RunPluginRequest().setKind("analyzer").setInfo(infoOf(folder)).setEnvList(env);
  const call = client.runPlugin(request);
  const told = { out: "", err: "", code: -1 };
  const ended = new Promise<void>((resolve) => call.on("end", resolve).on("error", () => resolve()));
  const port = await new Promise<number>((resolve) =>
    call.on("data", (response: RunPluginResponse) => {
      told.out += Buffer.from(response.getStdout_asU8()).toString();
      told.err += Buffer.from(response.getStderr_asU8()).toString();
      if (response.hasExitcode()) told.code = response.getExitcode();
      if (told.out.includes("\n")) resolve(Number.parseInt(told.out, 10));
    }),
  );
  const proxy = connectTo(AnalyzerClient, port);
  t.after(() => proxy.close());
  return { call, proxy, told, ended };
}

function stack(): AnalyzerStackConfigureRequest {
  const request = new analyzer.AnalyzerStackConfigureRequest().setStack("dev").setProject("shop");
  request.getConfigMap().set("shop:size", "big");
  return request;
}

test("runPlugin: a policy pack knows stack, project, config and the engine's environment, and ends with the call", async (t) => {
  const { call, proxy, told, ended } = await startPack(t, packFolder(PACK));
  assert.ok(await ask(proxy, proxy.handshake, new analyzer.AnalyzerHandshakeRequest()));
  assert.ok(await ask(proxy, proxy.configureStack, stack()));
  const info: PluginInfo = await ask(proxy, proxy.getPluginInfo, new Empty());
  assert.equal(info.getVersion(), "shop dev big a=b");
  // What the pack does not serve is what the engine hears.
  await assert.rejects(ask(proxy, proxy.cancel, new Empty()), { code: status.UNIMPLEMENTED });
  assert.match(told.out, /^\d+\nasked\n$/);
  call.cancel();
  await ended;
});

test("runPlugin: a pack that fails says so with its exit code and its own words", async (t) => {
  const folder = programFolder({ "cmd/run-policy-pack": `console.error("no such rule"); process.exit(4);` });
  const { proxy, told, ended } = await startPack(t, folder);
  await assert.rejects(
    ask(proxy, proxy.configureStack, stack()),
    /policy pack in .* ended with exit code 4 before it served/,
  );
  await ended;
  assert.equal(told.code, 4);
  assert.match(told.err, /no such rule/);
});

test("runPlugin: a pack that prints before its port is explained", async (t) => {
  const { proxy } = await startPack(t, programFolder({ "cmd/run-policy-pack": `console.log("hello");` }));
  await assert.rejects(ask(proxy, proxy.configureStack, stack()), /printed "hello" where its port has to be/);
});

test("runPlugin: a pack without its packages is explained, and plugins that are no pack are refused", async (t) => {
  const { client } = await startHost(t);
  const errorFrom = (kind: string) =>
    new Promise<{ code: number; details: string }>((resolve) =>
      client
        .runPlugin(new language.RunPluginRequest().setKind(kind).setInfo(infoOf("/")))
        .on("error", resolve)
        .resume(),
    );
  assert.match((await errorFrom("analyzer")).details, /SDK was not found from \/: run `npm install` there/);
  const { code, details } = await errorFrom("resource");
  assert.equal(code, status.UNIMPLEMENTED);
  assert.match(details, /does not serve plugins of the kind resource/);
});
