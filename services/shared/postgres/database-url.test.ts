import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseUrl } from "./database-url.ts";

test("a database's URL is taken as it is", () => {
  for (const url of ["postgres://me:secret@db:5432/orders", "postgresql://db/orders?sslmode=verify-full"])
    assert.equal(databaseUrl("HOLDFAST_DATABASE_URL", url, "the orders"), url);
});

test("a variable that is missing or no URL of a database is named, its value is not shown", () => {
  const how = "set it to postgres://USER:PASSWORD@HOST:PORT/DATABASE, the database of the orders";
  for (const [value, why] of [
    [undefined, "it is not set"],
    ["", "it is not set"],
    ["secret", "it is not the URL of a database (the value is secret and not shown)"],
    ["https://me:secret@db/orders", "it is not the URL of a database (the value is secret and not shown)"],
  ] as const)
    assert.throws(() => databaseUrl("HOLDFAST_DATABASE_URL", value, "the orders"), {
      name: "SettingsError",
      message: `HOLDFAST_DATABASE_URL cannot be used:\n  ${why}: ${how}`,
    });
});
