import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../../shared/test-folder.ts";
import { BreakerSettings } from "../breaker/settings.ts";
import { readPresentSettings } from "./present-settings.ts";

const folder = testFolder();

function file(name: string, content: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
}

const expected = BreakerSettings.parse({ failureRatio: 0.25, minRequests: 10 });
const thresholds = { failureRatio: "0.25", minRequests: 10 };

for (const [about, name, content] of [
  ["a stack's file", "Pulumi.dev.yaml", "config:\n  holdfast:breaker: {failureRatio: '0.25', minRequests: 10}\n"],
  [
    "what `pulumi config --json` prints",
    "stack.json",
    JSON.stringify({ "holdfast:breaker": { value: "{…}", objectValue: thresholds, secret: false } }),
  ],
  ["Order's live settings", "live.json", JSON.stringify({ breaker: thresholds })],
  ["the thresholds alone", "breaker.json", JSON.stringify(thresholds)],
  ["the thresholds alone, as YAML", "breaker.yml", "failureRatio: 0.25\nminRequests: 10\n"],
] as const)
  test(`${about} is read`, () => assert.deepEqual(readPresentSettings(file(name, content)), expected));

for (const [about, name, content] of [
  ["an empty object", "empty.json", "{}"],
  ["a stack that says nothing of it", "Pulumi.a.yaml", "config:\n  holdfast:order: {replicas: 2}\n"],
  ["a stack of which only the secrets' salt is known", "Pulumi.b.yaml", "encryptionsalt: v1:abc\nconfig: {}\n"],
  ["a stack that names the breaker and no more", "Pulumi.f.yaml", "config:\n  holdfast:breaker:\n"],
  ["a stack without settings", "Pulumi.c.yaml", "config:\n"],
  ["its JSON", "other.json", '{"holdfast:context": {"value": "kind"}}'],
] as const)
  test(`${about} has the defaults`, () =>
    assert.deepEqual(readPresentSettings(file(name, content)), BreakerSettings.parse({})));

for (const [about, name, content, why] of [
  [
    "a value out of range in a stack's file",
    "Pulumi.d.yaml",
    "config:\n  holdfast:breaker:\n    failureRatio: 1.5\n",
    /Pulumi\.d\.yaml[\s\S]*`holdfast:breaker\.failureRatio` is 1\.5: must be greater than 0 and at most 1/,
  ],
  [
    "a value out of range in a stack's JSON",
    "d.json",
    JSON.stringify({ "holdfast:breaker": { objectValue: { maxRequests: 0 } } }),
    /d\.json[\s\S]*`holdfast:breaker\.maxRequests` is 0: must be a whole number/,
  ],
  [
    "a key that is none",
    "Pulumi.e.yaml",
    "config: {holdfast:breaker: {failureRate: 0.5}}",
    /Pulumi\.e\.yaml[\s\S]*`holdfast:breaker\.failureRate` is not a setting/,
  ],
  ["no object", "f.yaml", "0.5\n", /f\.yaml[\s\S]*expected object|object/],
  ["broken YAML", "g.yaml", "config:\n  a: [1\n b: 2\n", /g\.yaml is not YAML: .* line \d/],
  ["broken JSON", "h.json", "config:\n", /h\.json is not JSON: [\s\S]*ends in \.yaml/],
  ["an empty file", "i.json", "", /i\.json is not JSON/],
] as const)
  test(`${about} is told with file, key and remedy`, () =>
    assert.throws(() => readPresentSettings(file(name, content)), why));

test("a file that is not there is named", () => {
  assert.throws(() => readPresentSettings(path.join(folder, "none.yaml")), /ENOENT.*none\.yaml/);
});
