import assert from "node:assert/strict";
import { test } from "node:test";
import { replayer } from "../replay.ts";
import { parseStep } from "../trace.ts";
import { goldenTraces } from "./golden.ts";

for (const { name, settings, steps, answers } of goldenTraces())
  test(`the golden trace ${name} has gobreaker's answers`, () => {
    const answer = replayer(settings);
    const ours = steps.map((line) => JSON.stringify(answer(parseStep(line))));
    assert.deepEqual(ours, answers);
  });
