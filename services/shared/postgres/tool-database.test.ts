import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../test-folder.ts";
import { toolDatabase } from "./tool-database.ts";

const nowhere = path.join(tmpdir(), "holdfast-no-such-file.json");

function find(option?: string, variable?: string, localUrls = nowhere) {
  return toolDatabase({
    option: { name: "--database-url", value: option },
    variable: { name: "HOLDFAST_DATABASE_URL", value: variable },
    owner: "order",
    localUrls,
  });
}

test("An option goes before the environment, and that before the local run.", () => {
  const local = path.join(testFolder(), "urls.json");
  writeFileSync(local, JSON.stringify({ order: "postgres://local/order" }));
  const [one, two] = ["postgres://one/order", "postgres://two/order"];
  assert.deepEqual(find(one, two, local), { url: one, source: "--database-url" });
  assert.deepEqual(find(undefined, two, local), { url: two, source: "HOLDFAST_DATABASE_URL" });
  assert.equal(find(undefined, "", local).url, "postgres://local/order");
});

test("Without any there is an error that says what to set.", () => {
  assert.throws(() => find(), {
    message:
      /HOLDFAST_DATABASE_URL cannot be used:\n {2}it is not set, and nothing runs locally: .* or give --database-url/,
  });
});

test("What is no URL is an error that does not show it.", () => {
  assert.throws(
    () => find("s3cret"),
    (error: Error) => /--database-url/.test(error.message) && !/s3cret/.test(error.message),
  );
});
