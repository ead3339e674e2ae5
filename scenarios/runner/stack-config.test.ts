import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { projectFolder } from "../../sandbox/project.ts";
import { testFolder } from "../../services/shared/test-folder.ts";
import { leaves, stackConfig } from "./stack-config.ts";

const folder = testFolder();

const BEFORE = "config:\n  holdfast:context: here\n";
const CHANGE = { whole: { chaos: { hang: { percentage: 5 } } }, parts: { order: { replicas: 2 } } };

/** A stack's file in a folder of its own, and a Pulumi that writes what it is told into it. */
function rig(name: string, ups: boolean[] = [], values: Record<string, string> = {}) {
  const paths = { repo: folder, cache: folder, state: path.join(folder, name), id: "00000000", node: process.execPath };
  const home = projectFolder(paths);
  mkdirSync(home, { recursive: true });
  const file = path.join(home, "Pulumi.dev.yaml");
  writeFileSync(file, BEFORE);
  const asked: string[] = [];
  const config = stackConfig({
    paths,
    stack: "dev",
    pulumi: {
      show: async () => 0,
      async ask(args) {
        asked.push(args.slice(0, 2).join(" "));
        if (args[1] === "set-all") writeFileSync(file, `${args.filter((word) => word.includes("=")).join("\n")}\n`);
        if (args[1] === "get") {
          const value = values[args[2] ?? ""];
          return { code: value === undefined ? 255 : 0, signal: null, stdout: `${value}\n`, stderr: "" };
        }
        const code = args[0] === "up" && ups.shift() === false ? 255 : 0;
        return { code, signal: null, stdout: "", stderr: code === 0 ? "" : "no such cluster" };
      },
    },
  });
  return { config, asked, home, text: () => readFileSync(file, "utf8") };
}

test("settings are changed value by value, and put back as they were", async () => {
  const { config, home, text } = rig("changed");
  await config.apply(CHANGE);
  assert.equal(text(), "holdfast:chaos.hang.percentage=5\nholdfast:order.replicas=2\n");
  const said: string[] = [];
  await config.putBack((line) => said.push(line));
  assert.equal(text(), BEFORE);
  assert.deepEqual(readdirSync(home), ["Pulumi.dev.yaml"]);
  assert.match(said.join(), /stack dev are as they were/);
});

test("what a run that was killed has left is put back before anything else", async () => {
  const { config, home, text } = rig("killed");
  writeFileSync(path.join(home, "Pulumi.dev.yaml.before-scenario"), "config: {}\n");
  await config.apply(CHANGE);
  await config.putBack(() => {});
  assert.equal(text(), "config: {}\n");
});

test("if the stack does not come up with them, or what comes after fails, they are put back, and the reason is told", async () => {
  for (const [name, ups, reason] of [
    ["no-up", [false, true], /`pulumi up --yes` failed: no such cluster/],
    ["no-pods", [true, true], /no pods/],
  ] as const) {
    const { config, asked, home, text } = rig(name, [...ups]);
    const work = async () => {
      await config.apply(CHANGE);
      throw new Error("no pods");
    };
    await assert.rejects(
      config.orPutBack(work, () => {}),
      reason,
    );
    assert.equal(text(), BEFORE);
    assert.equal(asked.filter((word) => word.startsWith("up")).length, 2);
    assert.deepEqual(readdirSync(home), ["Pulumi.dev.yaml"]);
  }
});

test("a stack that is marked as production is left alone, unless it allows chaos", async () => {
  const production = { "holdfast:production": "true" };
  await assert.rejects(rig("prod", [], production).config.refuseProduction(), /stack dev is marked as production/);
  await rig("allowed", [], { ...production, "holdfast:allowChaosInProduction": "true" }).config.refuseProduction();
  await rig("other", []).config.refuseProduction();
});

test("a value is told by its whole path", () => {
  assert.deepEqual(leaves("holdfast:chaos", { phases: [{ name: "a", replicas: ["p"], rampMs: undefined }], seed: 0 }), [
    "holdfast:chaos.phases[0].name=a",
    "holdfast:chaos.phases[0].replicas[0]=p",
    "holdfast:chaos.seed=0",
  ]);
});
