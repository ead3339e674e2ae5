import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { between, crashPoints } from "./crash-points.ts";

const POINTS = ["before-send", "after-send"] as const;
type Point = (typeof POINTS)[number];

function reaching(wanted: string, reached: Point[]): number[] {
  const crashedAt: number[] = [];
  let at = 0;
  const reach = crashPoints({ points: POINTS, wanted, crash: () => crashedAt.push(at) });
  for (const point of reached) {
    reach(point);
    at++;
  }
  return crashedAt;
}

test("nothing is deadly unless it is asked for", () => {
  assert.deepEqual(reaching("", ["before-send", "after-send", "before-send"]), []);
});

test("a point is deadly at its first reach, or at the one that is named, and then no more", () => {
  assert.deepEqual(reaching("after-send", ["before-send", "after-send", "after-send"]), [1]);
  assert.deepEqual(reaching("before-send#2", ["before-send", "after-send", "before-send", "before-send"]), [2]);
  assert.deepEqual(reaching("before-send#2,after-send", ["before-send", "after-send", "before-send"]), [1, 2]);
});

test("a point that does not exist is a sentence with those that do", () => {
  for (const wanted of ["before-lunch", "before-send#0", "before-send#", "before-send#x", "before send"])
    assert.throws(() => reaching(wanted, []), {
      name: "SettingsError",
      message: `HOLDFAST_CRASH_POINT cannot be used:\n  "${wanted}" is not a crash point: use NAME or NAME#N, with one of before-send, after-send`,
    });
});

test("a killed process does nothing more, not even what it was about to do in the same breath", () => {
  const url = pathToFileURL(`${import.meta.dirname}/crash-points.ts`).href;
  const program = `import { killed } from ${JSON.stringify(url)};
    import { writeSync } from "node:fs";
    process.on("exit", () => writeSync(1, "exit"));
    writeSync(1, "before"); killed(); writeSync(1, "after");`;
  const { signal, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", program]);
  assert.deepEqual([signal, stdout.toString()], ["SIGKILL", "before"]);
});

test("an act between two points reaches both, or only the first if it throws", async () => {
  const reached: string[] = [];
  const acting = between(
    (point: Point) => reached.push(point),
    "before-send",
    async (n: number) => {
      if (n < 0) throw new Error("no");
      return reached.push("act") + n;
    },
    "after-send",
  );
  assert.equal(await acting(10), 12);
  await assert.rejects(acting(-1), /no/);
  assert.deepEqual(reached, ["before-send", "act", "after-send", "before-send"]);
});
