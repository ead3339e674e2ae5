import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { type Ran, run } from "./process.ts";

const repo = path.join(import.meta.dirname, "..");

describe("the commands, in a clone from which nothing was started", () => {
  let clone: string;
  before(() => {
    clone = realpathSync(testFolder());
    for (const folder of ["sandbox", "proto", "services/shared"])
      cpSync(path.join(repo, folder), path.join(clone, folder), {
        recursive: true,
        filter: (file) => !/\.(test|cluster)\.ts$/.test(file),
      });
    symlinkSync(path.join(repo, "node_modules"), path.join(clone, "node_modules"));
    mkdirSync(path.join(clone, "infra"));
    writeFileSync(path.join(clone, "package.json"), `{"type":"module"}`);
    for (const stack of ["", ".dev", ".prod"])
      writeFileSync(path.join(clone, `Pulumi${stack}.yaml`), "name: holdfast\n");
  });

  const holdfast = (...args: string[]) =>
    run(process.execPath, [path.join(clone, "sandbox", "main.ts"), ...args], {
      env: { PATH: process.env.PATH, HOME: clone, HOLDFAST_CACHE: path.join(clone, "cache") },
    });

  /** One error with a way out, and the clone as it was. */
  function refused(ran: Ran, code: number, error: RegExp) {
    assert.match(ran.stderr, error);
    assert.doesNotMatch(ran.stderr, /\n\s+at /, "no stack trace");
    assert.equal(ran.code, code);
    assert.equal(ran.stderr.match(/holdfast: /g)?.length, 1);
    assert.equal(existsSync(path.join(clone, ".sandbox")), false);
    assert.deepEqual(
      readdirSync(clone).filter((name) => name === "cache"),
      [],
    );
  }

  test("an unknown command is refused with those there are", async () => {
    refused(await holdfast("begin"), 2, /no command "begin"; there are start, status, stop, pulumi, kubectl, order\n$/);
    refused(await holdfast(), 2, /no command ""/);
  });

  for (const command of ["start", "status", "stop", "order"])
    test(`${command} --help explains it, and nothing else happens`, async () => {
      const ran = await holdfast(command, "--help");
      assert.equal(ran.code, 0, ran.stderr);
      assert.match(ran.stdout, new RegExp(`^npm (run )?${command}`));
      assert.equal(existsSync(path.join(clone, ".sandbox")), false);
    });

  for (const command of ["start", "status", "stop", "order"])
    test(`${command} refuses an option that it does not know`, async () =>
      refused(await holdfast(command, "--fast"), 1, /'--fast'[\s\S]*-- --help` lists the options/));

  test("status says that nothing runs, with the exit code of a service that does not", async () => {
    const ran = await holdfast("status");
    assert.equal(ran.code, 3);
    assert.match(ran.stdout, /not running\. `npm start` starts it/);
  });

  test("stop has nothing to do, and says so", async () => {
    const ran = await holdfast("stop");
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /nothing was running/);
  });

  for (const [command, ...args] of [["pulumi", "up"], ["order"], ["kubectl", "get", "pods"]])
    test(`${command} asks for npm start first`, async () =>
      refused(await holdfast(command ?? "", ...args), 1, /→ Run `npm start` first/));

  describe("after a start with a cluster of one's own", () => {
    const state = () => path.join(clone, ".sandbox");
    after(() => rmSync(state(), { recursive: true }));

    function started(dockerHost?: string) {
      const bin = path.join(state(), "bin");
      for (const folder of [bin, path.join(state(), "project")]) mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(bin, "pulumi"), `#!/bin/sh\necho '[{"name":"dev","resourceCount":20}]'\n`, {
        mode: 0o755,
      });
      const plugins = { docker: { kind: "stand-in", text: "stand-in" } };
      const pulumi = { binFolder: bin, origin: "here", plugins, dockerHost };
      const target = { kind: "own", kubeconfig: "/config", context: "kind", registry: "ghcr.io/acme", pulumi };
      writeFileSync(path.join(state(), "target.json"), JSON.stringify(target));
    }

    test("status names it and its stacks, for the sandbox has no part in it", async () => {
      started();
      const ran = await holdfast("status");
      assert.equal(ran.code, 0, ran.stderr);
      assert.match(
        ran.stdout,
        /your own cluster: context kind, registry ghcr\.io\/acme\.\n.*here\n {4}docker +stand-in\n {2}stack dev .*20 resources/,
      );
    });

    test("where the sandbox's Docker builds for it, up asks for that to be started, and destroy does without", async () => {
      started(`unix://${path.join(state(), "run", "docker.sock")}`);
      const ran = await holdfast("pulumi", "up");
      assert.equal(ran.code, 1);
      assert.match(
        ran.stderr,
        /not running, and its Docker builds.*\n.*npm start -- --context kind --registry ghcr\.io\/acme/,
      );
      assert.equal((await holdfast("pulumi", "destroy")).code, 0);
      assert.equal((await holdfast("status")).code, 3);
    });
  });

  const starts: [what: string, args: string[], error: RegExp][] = [
    ["a stack that does not exist", ["--stack", "moon"], /there is no stack "moon"\n.*stacks are dev, prod; /],
    ["a port that is none", ["--port", "http"], /--port is "http"/],
    [
      "--registry without --context",
      ["--registry", "ghcr.io/acme"],
      /--registry is for a cluster of your own\n.*--context/,
    ],
    [
      "--context without --registry",
      ["--context", "kind"],
      /needs a registry that it can pull from\n.*--registry HOST/,
    ],
    [
      "a kubeconfig that is not there",
      ["--context", "kind", "--registry", "localhost:1", "--kubeconfig", "/nowhere/config"],
      /there is no kubeconfig at \/nowhere\/config\n.*--kubeconfig FILE/,
    ],
  ];
  for (const [what, args, error] of starts)
    test(`start refuses ${what}`, async () => refused(await holdfast("start", ...args), 1, error));

  test("order refuses a quantity that is none", async () => {
    refused(await holdfast("order", "--quantity", "some"), 1, /--quantity is "some"/);
  });
});
