import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { duration, makeProgress } from "./progress.ts";

test("durations read as people say them", () => {
  assert.deepEqual([400, 59_400, 60_000, 75_000, 720_000].map(duration), [
    "0 s",
    "59 s",
    "1 min",
    "1 min 15 s",
    "12 min",
  ]);
});

/** Progress on an output that keeps what is written, with a clock that stands until it is moved. */
function kept(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const output = { write: (text: string) => written.push(text), isTTY, columns };
  return { progress: makeProgress(output, () => clock.ms), written, clock, text: () => written.join("") };
}

describe("progress where lines cannot be redrawn", () => {
  test("is a line for each step, with the time it took", async () => {
    const { progress, clock, text } = kept(false);
    const result = await progress.step("the cluster", async (note) => {
      note("certificates");
      clock.ms += 2_340;
      return 7;
    });
    progress.say("done");
    assert.equal(result, 7);
    assert.equal(text(), "  ✓ the cluster (2.3 s)\ndone\n");
  });

  test("announces a long step with its estimate, so that silence is no puzzle", async () => {
    const { progress, clock, text } = kept(false);
    const slow = async () => {
      clock.ms += 75_000;
    };
    await progress.step("Kubernetes", slow, 360_000);
    assert.equal(text(), "  … Kubernetes (about 6 min)\n  ✓ Kubernetes (1 min 15 s)\n");
  });

  test("marks a step that failed, and passes its fault on", async () => {
    const { progress, text } = kept(false);
    await assert.rejects(
      progress.step("Pulumi", async () => Promise.reject(new Error("no network"))),
      /no network/,
    );
    assert.equal(text(), "  ✗ Pulumi (0.0 s)\n");
  });
});

describe("progress on a terminal", () => {
  const CLEAR = "\r\x1b[2K";

  test("is one line, drawn anew with the latest detail, that gives way to the result", async () => {
    const { progress, clock, written } = kept(true);
    await progress.step(
      "Kubernetes",
      async (note) => {
        clock.ms += 90_000;
        note("compiling");
      },
      360_000,
    );
    assert.deepEqual(written, [
      `${CLEAR}  … Kubernetes: 0 s of about 6 min`,
      `${CLEAR}  … Kubernetes: 1 min 30 s of about 6 min (compiling)`,
      CLEAR,
      "  ✓ Kubernetes (1 min 30 s)\n",
    ]);
  });

  test("shows the steps that run side by side, and no more than the line holds", async () => {
    const { progress, written } = kept(true, 30);
    const first = Promise.withResolvers<void>();
    const steps = [progress.step("one", () => first.promise), progress.step("two", () => first.promise)];
    assert.equal(written.at(-1), `${CLEAR}  … one: 0 s | two: 0 s`);
    progress.say("a line between");
    assert.deepEqual(written.slice(-2), ["a line between\n", `${CLEAR}  … one: 0 s | two: 0 s`]);
    steps.push(progress.step("a third with a long title", () => first.promise));
    assert.equal(written.at(-1)?.length, CLEAR.length + 29);
    first.resolve();
    await Promise.all(steps);
  });
});
