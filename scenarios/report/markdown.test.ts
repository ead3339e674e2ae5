import assert from "node:assert/strict";
import { test } from "node:test";
import { durable } from "../catalogue/common.ts";
import { judge } from "../judge.ts";
import { testCalls, testRun } from "../test-run.ts";
import { htmlOf } from "./html.ts";
import { markdownOf } from "./markdown.ts";

const calls = testCalls([[100, 20, "CONFIRMED"]]);
const expectations = [durable(50)];

test("a run that was interrupted was not as expected, whatever of it has held", () => {
  for (const [interrupted, said] of [
    [false, /It was so\./],
    [true, /It was not so\./],
  ] as const) {
    const run = testRun({ calls, interrupted }, { expectations });
    const verdicts = judge(run);
    assert.match(markdownOf(run, verdicts), said);
    assert.match(htmlOf({ run, verdicts }), said);
  }
});

test("what was read from the books is text in Markdown, and nothing else", () => {
  const differences = ["no-order <b>_k_</b>/1: what ![x](http://x.test/) paid | nobody"];
  const money = { orders: 1, ledgerRows: 1, movements: 1, pending: 0, inReview: 0, differences };
  const text = markdownOf(testRun({ money }), []);
  assert.ok(text.includes(String.raw`- no-order \<b\>\_k\_\</b\>/1: what !\[x\](http://x.test/) paid | nobody`), text);
});
