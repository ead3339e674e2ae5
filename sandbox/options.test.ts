import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readOptions, readPort, readQuantity } from "./options.ts";

describe("the words of a command", () => {
  const OPTIONS = { stack: { type: "string", default: "dev" }, delete: { type: "boolean", default: false } } as const;

  test("are read by name, with their defaults", () => {
    assert.deepEqual({ ...readOptions("start", ["--delete"], OPTIONS) }, { stack: "dev", delete: true });
    assert.equal(readOptions("start", ["--stack=prod"], OPTIONS).stack, "prod");
  });

  for (const [what, args, message] of [
    ["an unknown option", ["--stak", "dev"], /'--stak'/],
    ["a stray word", ["dev"], /'dev'/],
    ["a missing value", ["--stack"], /--stack/],
    ["a value for a switch", ["--delete=yes"], /--delete/],
  ] as const)
    test(`${what} is refused by name, and the way to the list is told`, () =>
      assert.throws(() => readOptions("run stop", [...args], OPTIONS), {
        name: "Problem",
        message,
        remedy: "`npm run stop -- --help` lists the options.",
      }));
});

describe("numbers among them", () => {
  test("a port is from 1 to 65535", () => {
    assert.deepEqual(
      ["1", "50051", "65535"].map((text) => readPort("port", text)),
      [1, 50051, 65535],
    );
    for (const text of ["0", "65536", "-1", "5e4", " 80", "80.0", "http", ""])
      assert.throws(() => readPort("port", text), {
        message: `--port is "${text}": it must be a port from 1 to 65535`,
      });
  });

  test("a quantity is whole and from 1", () => {
    assert.deepEqual(
      ["1", "007", "999999999"].map((text) => readQuantity("quantity", text)),
      [1, 7, 999_999_999],
    );
    for (const text of ["0", "-2", "1.5", "1e3", "many", "", "9999999999"])
      assert.throws(() => readQuantity("quantity", text), { message: new RegExp(`^--quantity is "${text}"`) });
  });
});
