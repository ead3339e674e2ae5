import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { makeProgress } from "../progress.ts";
import { makePulumiReady } from "./plugins.ts";

/** A machine with a Pulumi on PATH, whose `plugin install` ends with this exit code. */
async function ready(official: string, pluginInstall: number) {
  const folder = testFolder();
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  const script = `#!/bin/sh\n[ "$1" = version ] && echo v3.250.0 && exit\nexit ${pluginInstall}\n`;
  for (const name of ["pulumi", "pulumi-language-nodejs"]) writeFileSync(path.join(bin, name), script, { mode: 0o755 });
  let said = "";
  const state = path.join(folder, ".sandbox");
  const choice = await makePulumiReady(
    {
      paths: { repo: folder, cache: path.join(folder, "cache"), state, id: "0", node: process.execPath },
      env: { PATH: bin },
      progress: makeProgress({ write: (text) => (said += text) }),
      signal: new AbortController().signal,
    },
    official,
  );
  assert.equal(choice.binFolder, bin);
  assert.deepEqual(readdirSync(bin), ["pulumi", "pulumi-language-nodejs"], "the user's own folder is left alone");
  const pluginsOf = (home: string) => path.join(state, "pulumi", home, "plugins");
  assert.equal(existsSync(pluginsOf("home")), false, "stand-ins never stand where official plugins are looked for");
  const plugins = pluginsOf("stand-ins");
  return { standIns: choice.standIns, said, installed: existsSync(plugins) ? readdirSync(plugins) : [] };
}

async function reachable(t: TestContext): Promise<string> {
  const server = createServer((_, response) => response.end()).listen({ host: "127.0.0.1", port: 0 });
  t.after(() => server.close().closeAllConnections());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/releases`;
}

test("where the official plugins can be downloaded, they are, and no stand-in is installed", async (t) => {
  const { standIns, said, installed } = await ready(await reachable(t), 0);
  assert.deepEqual([standIns, installed], [false, []]);
  assert.doesNotMatch(said, /stand-in/);
});

test("stand-ins serve, and say so, where Pulumi's downloads cannot be reached or a plugin cannot be had", async (t) => {
  for (const [official, pluginInstall] of [
    ["http://127.0.0.1:1", 0],
    [await reachable(t), 1],
  ] as const) {
    const { standIns, said, installed } = await ready(official, pluginInstall);
    assert.equal(standIns, true);
    assert.deepEqual(
      installed.map((name) => name.replace(/-v.*/, "")),
      ["resource-docker", "resource-kubernetes"],
    );
    assert.match(said, /official plugins cannot be downloaded here: the sandbox's stand-ins serve instead/);
  }
});
