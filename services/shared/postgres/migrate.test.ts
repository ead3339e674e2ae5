import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { testPostgres } from "../../../local/test-postgres.ts";
import { createLog } from "../log.ts";
import { testFolder } from "../test-folder.ts";
import { DatabaseUnavailable, openDatabase } from "./database.ts";
import { migrate, migrationsIn } from "./migrate.ts";

const postgres = await testPostgres();
const log = createLog({ service: "test", replica: "test" });
log.level = "silent";

function folderWith(files: Record<string, string>): URL {
  const folder = testFolder();
  for (const [name, sql] of Object.entries(files)) writeFileSync(path.join(folder, name), sql);
  return pathToFileURL(`${folder}/`);
}

async function newDatabase(t: { after(fn: () => Promise<void>): void }) {
  const url = await postgres.newDatabase();
  const database = openDatabase({ url, log });
  t.after(() => database.close());
  return { database, url };
}

test("Migrations run once and in order, however many replicas start at the same time.", async (t) => {
  const { database, url } = await newDatabase(t);
  const folder = folderWith({
    "0002-rows.sql": "INSERT INTO things VALUES (1)",
    "0001-things.sql": "CREATE TABLE things (id integer PRIMARY KEY)",
  });
  const replicas = Array.from({ length: 8 }, () => openDatabase({ url, log }));
  await Promise.all(replicas.map((replica) => migrate(replica, folder, log)));
  await migrate(database, folder, log);
  assert.deepEqual(await database.query("SELECT id FROM things"), [{ id: 1 }]);
  await Promise.all(replicas.map((replica) => replica.close()));
});

test("A migration is the same with LF and with CRLF, also where an earlier version recorded the hash of the latter.", async (t) => {
  const { database } = await newDatabase(t);
  const sql = (lineEnd: string) => ["CREATE TABLE things (", "  id integer", ");", ""].join(lineEnd);
  const unix = folderWith({ "0001-things.sql": sql("\n") });
  const windows = folderWith({ "0001-things.sql": sql("\r\n") });
  await migrate(database, windows, log);
  await migrate(database, unix, log);
  const recorded = createHash("sha256").update(sql("\r\n")).digest("hex");
  await database.query("UPDATE schema_migrations SET sha256 = $1", [recorded]);
  await migrate(database, unix, log);
  await migrate(database, windows, log);
});

test("A migration may take longer than any call, but has nobody wait behind it for a table that somebody else has.", async (t) => {
  const { database, url } = await newDatabase(t);
  const hasty = openDatabase({ url, log, statementMs: 50 });
  t.after(() => hasty.close());
  const things = { "0001-things.sql": "CREATE TABLE things (id integer); SELECT pg_sleep(1.3)" };
  await migrate(hasty, folderWith(things), log);

  const more = folderWith({ ...things, "0002-more.sql": "ALTER TABLE things ADD COLUMN more integer" });
  await database.transaction(async (query) => {
    await query("SELECT * FROM things");
    await assert.rejects(migrate(hasty, more, log), DatabaseUnavailable);
  });
  await migrate(hasty, more, log);
  assert.deepEqual(await database.query("SELECT more FROM things"), []);
});

test("A migration that fails leaves nothing of itself, and runs when it has been mended.", async (t) => {
  const { database } = await newDatabase(t);
  const first = { "0001-things.sql": "CREATE TABLE things (id integer)" };
  const broken = folderWith({ ...first, "0002-more.sql": "CREATE TABLE more (id integer); SELECT nonsense" });
  await assert.rejects(migrate(database, broken, log), /nonsense/);
  await migrate(database, folderWith({ ...first, "0002-more.sql": "CREATE TABLE more (id integer)" }), log);
  assert.deepEqual(await database.query("SELECT count(*)::int AS n FROM more"), [{ n: 0 }]);
});

test("A migration that was changed after it had run is an error that names it.", async (t) => {
  const { database } = await newDatabase(t);
  await migrate(database, folderWith({ "0001-things.sql": "CREATE TABLE things (id integer)" }), log);
  const changed = folderWith({ "0001-things.sql": "CREATE TABLE things (id bigint)" });
  await assert.rejects(migrate(database, changed, log), /0001-things\.sql was changed after it had run/);
});

test("A database that newer replicas have migrated further is fine.", async (t) => {
  const { database } = await newDatabase(t);
  const old = { "0001-things.sql": "CREATE TABLE things (id integer)" };
  await migrate(database, folderWith({ ...old, "0002-more.sql": "CREATE TABLE more (id integer)" }), log);
  await migrate(database, folderWith(old), log);
});

test("Names without a number, gaps and doubles are errors.", () => {
  assert.throws(() => migrationsIn(folderWith({ "things.sql": "" })), /things\.sql must be called/);
  assert.throws(() => migrationsIn(folderWith({ "0002-things.sql": "" })), /should have the number 1/);
  assert.throws(() => migrationsIn(folderWith({ "0001-a.sql": "", "0001-b.sql": "" })), /should have the number 2/);
});
