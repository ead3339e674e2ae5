import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeSettings } from "../shared/settings.ts";
import { SettlementSettings } from "./settlement-settings.ts";

const read = (settings: object) => decodeSettings(SettlementSettings, JSON.stringify(settings), "settlement");

test("Without any settings there is a whole settlement.", () => {
  assert.deepEqual(read({}), {
    pollMs: 500,
    leaseMarginMs: 3_000,
    concurrency: 8,
    ratePerSecond: 25,
    maxTries: 100,
    backOffBaseMs: 1_000,
    backOffCapMs: 60_000,
  });
});

test("A number may be written as text, and a rate may be a fraction.", () => {
  assert.equal(read({ ratePerSecond: "0.5" }).ratePerSecond, 0.5);
  assert.equal(read({ pollMs: "10" }).pollMs, 10);
});

const wrong: [settings: object, message: RegExp][] = [
  [{ pollMs: 9 }, /`pollMs` is 9: must be a whole number of milliseconds from 10 to 5000/],
  [{ ratePerSecond: 0 }, /`ratePerSecond` is 0: must be greater than 0 and at most 10000 orders a second/],
  [{ concurrency: 0 }, /`concurrency` is 0: must be a whole number of orders from 1 to 100/],
  [{ leaseMarginMs: 99 }, /`leaseMarginMs` is 99: must be a whole number of milliseconds from 100 to 8000/],
  [{ maxTries: 0 }, /`maxTries` is 0: must be a whole number of calls from 1 to 10000/],
  [{ backOffBaseMs: 0 }, /`backOffBaseMs` is 0: must be a whole number of milliseconds from 1 to 60000/],
  [{ backOffCapMs: -1 }, /`backOffCapMs` is -1: must be a whole number of milliseconds from 1 to 3600000/],
  [{ maxTrys: 3 }, /`maxTrys` is not a setting/],
  [
    { leaseMarginMs: 7_000, pollMs: 2_001 },
    /`leaseMarginMs` is 7000: must be at most 9000 with pollMs \(7000 \+ 2001 is more\): the orders of a replica that died would wait/,
  ],
  [
    { backOffCapMs: 500 },
    /`backOffBaseMs` is not set, and its default is 1000: must be at most backOffCapMs \(1000 is more than 500\)/,
  ],
];

test("What cannot be is an error that names the key, the value and the rule.", () => {
  for (const [settings, message] of wrong) assert.throws(() => read(settings), { message });
});

test("The limits themselves are allowed.", () => {
  read({ leaseMarginMs: 7_000, pollMs: 2_000 });
  read({ backOffBaseMs: 500, backOffCapMs: 500 });
});
