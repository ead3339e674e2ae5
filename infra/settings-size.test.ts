import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { encodeSettings } from "../services/shared/settings.ts";
import { orderSettings } from "./service-settings.ts";
import { StackSettings } from "./settings.ts";
import { LONGEST_SETTINGS, problemsOfSize } from "./settings-size.ts";

const NAMESPACE = "n".repeat(63);

function stackWith(products: number, lastId = "last"): StackSettings {
  const ids = [...Array.from({ length: products - 1 }, (_, index) => `product-${10_000 + index}`), lastId];
  const unitPricesMinor = Object.fromEntries(ids.map((id) => [id, 1_450]));
  const image = { registry: "localhost:5000" };
  return StackSettings.parse({ context: "c", namespace: NAMESPACE, image, order: { catalogue: { unitPricesMinor } } });
}

const bytesOf = (settings: StackSettings) => encodeSettings(orderSettings(settings)).length;

test("the limit is where Linux starts no process any more", { skip: process.platform !== "linux" }, () => {
  const startWith = (bytes: number) =>
    spawnSync(process.execPath, ["--version"], { env: { HOLDFAST_SETTINGS: "x".repeat(bytes) } });
  assert.equal(startWith(LONGEST_SETTINGS).status, 0);
  assert.match(String(startWith(LONGEST_SETTINGS + 1).error), /E2BIG/);
});

test("a catalogue may fill the settings to the last byte, and with one more it is refused", () => {
  const perProduct = bytesOf(stackWith(3)) - bytesOf(stackWith(2));
  const products = 2 + Math.floor((LONGEST_SETTINGS - bytesOf(stackWith(2))) / perProduct);
  const left = LONGEST_SETTINGS - bytesOf(stackWith(products));
  const full = stackWith(products, `last${"x".repeat(left)}`);
  assert.equal(bytesOf(full), LONGEST_SETTINGS);
  assert.deepEqual(problemsOfSize(full), []);

  const [problem = ""] = problemsOfSize(stackWith(products, `last${"x".repeat(left + 1)}`));
  for (const words of [
    "`holdfast:order.catalogue.unitPricesMinor`",
    `${products} products`,
    `${LONGEST_SETTINGS + 1} bytes`,
    `at most ${LONGEST_SETTINGS}`,
  ])
    assert.ok(problem.includes(words), problem);
});

test("the namespace that a renamed stack is in may be longer than the one in its settings", () => {
  const longest = stackWith(10_000);
  assert.ok(bytesOf(longest) > LONGEST_SETTINGS);
  assert.deepEqual(problemsOfSize({ ...longest, namespace: "n" }), problemsOfSize(longest));
});
