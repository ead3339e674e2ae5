import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { decimal, decodeSettings, encodeSettings, explain, settingsVersion, whole } from "./settings.ts";
import { SettingsError } from "./settings-error.ts";

const Schema = z.strictObject({
  ratio: decimal(z.number("must be a ratio").gt(0, "must be a ratio")).default(0.5),
  waitMs: whole(1, 1_000, "milliseconds").default(5),
  mode: z.enum(["on", "off"]).default("on"),
  nested: z.strictObject({ name: z.string() }).optional(),
  prices: z.record(z.string().regex(/^[a-z.]+$/, "must be small letters"), whole(1, 9)).optional(),
});

function problems(input: unknown): readonly string[] {
  try {
    decodeSettings(Schema, JSON.stringify(input), "TEST");
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.problems;
  }
  return [];
}

test("a number may be written as a plain decimal string, as `pulumi config set` leaves it", () => {
  assert.deepEqual(decodeSettings(Schema, '{"ratio": "0.25", "waitMs": "12"}', "TEST"), {
    ratio: 0.25,
    waitMs: 12,
    mode: "on",
  });
});

test("nothing else is taken for a number", () => {
  for (const waitMs of ["", " 1", "1 ", "0x10", "1e2", "01", "+1", "1_000", "Infinity", "NaN", true, null, [1], "1.5"])
    assert.deepEqual(
      problems({ waitMs }),
      [`\`waitMs\` is ${JSON.stringify(waitMs)}: must be a whole number of milliseconds from 1 to 1000`],
      JSON.stringify(waitMs),
    );
});

test("a problem is a sentence with the key, the value and the rule, and all are told at once", () => {
  assert.deepEqual(
    problems({ ratio: -1, waitMs: 0, mode: "maybe", nested: { name: 5 }, prices: { "a.b": 10, B: 1 } }),
    [
      "`ratio` is -1: must be a ratio",
      "`waitMs` is 0: must be a whole number of milliseconds from 1 to 1000",
      '`mode` is "maybe": must be on or off',
      "`nested.name` is 5: must be a text",
      '`prices["a.b"]` is 10: must be a whole number from 1 to 9',
      "the key `prices.B` must be small letters",
    ],
  );
});

test("a key that is no setting is named, with all that lead to it", () => {
  assert.deepEqual(problems({ wait: 1, nested: { name: "x", nmae: 1 } }), [
    "`nested.nmae` is not a setting: mend its name or take it out",
    "`wait` is not a setting: mend its name or take it out",
  ]);
});

test("a default that does not suit another key is told with its value", () => {
  const Limits = z
    .strictObject({ least: whole(1, 9).default(1), most: whole(1, 9).default(5) })
    .superRefine((limits, context) => {
      if (limits.most < limits.least)
        context.addIssue({ code: "custom", path: ["most"], input: limits.most, message: "must be at least `least`" });
    });
  const message = "TEST cannot be used:\n  `most` is not set, and its default is 5: must be at least `least`";
  assert.throws(() => decodeSettings(Limits, '{"least": 6}', "TEST"), { message });
});

test("what is missing is said to be missing", () => {
  assert.deepEqual(problems({ nested: {} }), ["`nested.name` is missing: must be a text"]);
});

test("text that is empty, cut off or not an object is refused with its source", () => {
  const message = (text: string) => {
    try {
      decodeSettings(Schema, text, "THE_SOURCE");
    } catch (error) {
      return error instanceof SettingsError ? error.message : "";
    }
  };
  assert.equal(message(" "), "THE_SOURCE cannot be used:\n  it is empty");
  assert.match(message('{"ratio": 0.') ?? "", /^THE_SOURCE cannot be used:\n {2}it is not JSON: /);
  assert.match(message("5") ?? "", /the whole is 5: must be an object$/);
});

test("a long value is shortened in the sentence", () => {
  assert.ok((problems({ mode: "x".repeat(10_000) })[0] ?? "").length < 200);
});

test("numbers that only YAML can write are told as they are, and not as null", () => {
  const told = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((ratio) => {
    const input = { ratio };
    const { error } = Schema.safeParse(input);
    return error && explain(error, "", input);
  });
  const rule = "must be a ratio";
  assert.deepEqual(told, [
    [`\`ratio\` is NaN: ${rule}`],
    [`\`ratio\` is Infinity: ${rule}`],
    [`\`ratio\` is -Infinity: ${rule}`],
  ]);
});

test("a key can be named as stack config names it, with no value where the input is not at hand", () => {
  const { error } = Schema.safeParse({ ratio: 0 });
  assert.ok(error);
  assert.deepEqual(explain(error, "holdfast:"), ["`holdfast:ratio` must be a ratio"]);
});

test("settings that were encoded come back, and have one text and one version in whatever order they were set", () => {
  const one = { ratio: 0.5, waitMs: 5, mode: "on" as const, prices: { a: 1, b: 2 } };
  const other = { prices: { b: 2, a: 1 }, mode: "on" as const, waitMs: 5, ratio: 0.5 };
  assert.deepEqual(decodeSettings(Schema, encodeSettings(one), "TEST"), one);
  assert.equal(encodeSettings(one), encodeSettings(other));
  assert.equal(settingsVersion(one), settingsVersion(other));
  assert.match(settingsVersion(one), /^[0-9a-f]{12}$/);
  assert.notEqual(settingsVersion(one), settingsVersion({ ...one, ratio: 0.6 }));
});
