import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { startPostgres } from "../../../local/postgres.ts";
import { DatabaseRefused, openDatabase } from "./database.ts";
import { migrateWhenThere } from "./migrate-when-there.ts";

function folders(t: TestContext) {
  const home = mkdtempSync(path.join(tmpdir(), "holdfast-migrations-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  writeFileSync(path.join(home, "0001-things.sql"), "CREATE TABLE things (id integer)");
  return { home, migrations: pathToFileURL(`${home}/`) };
}

test("a database that is not there yet is waited for, more patiently each time, and then migrated", async (t) => {
  const { home, migrations } = folders(t);
  const cluster = path.join(home, "cluster");
  let server = await startPostgres({ folder: cluster });
  const { port } = server;
  t.after(() => server.stop("crash"));
  await server.stop("orderly");

  const lines: string[] = [];
  const log = pino({}, { write: (line) => lines.push(line) });
  const database = openDatabase({ url: server.url("postgres"), log });
  t.after(() => database.close());
  const pauses: number[] = [];
  await migrateWhenThere({
    database,
    folder: migrations,
    log,
    stopping: new AbortController().signal,
    async pause(ms) {
      pauses.push(ms);
      if (pauses.length === 7) server = await startPostgres({ folder: cluster, port });
    },
  });
  assert.deepEqual(pauses, [250, 500, 1_000, 2_000, 2_000, 2_000, 2_000]);
  assert.deepEqual(await database.query("SELECT * FROM things"), []);
  assert.match(lines[0] ?? "", /waiting for the database/);
  assert.match(lines[0] ?? "", /ECONNREFUSED/);
  const password = new URL(server.url("postgres")).password;
  assert.ok(!lines.join().includes(password));
});

test("a database that takes no connection is not waited for: somebody must mend that", async (t) => {
  const { home, migrations } = folders(t);
  const server = await startPostgres({ folder: path.join(home, "cluster") });
  t.after(() => server.stop("crash"));
  const log = pino({ level: "silent" });
  const database = openDatabase({ url: server.url("nowhere"), log });
  t.after(() => database.close());
  const pause = async () => assert.fail("it waits");
  const stopping = new AbortController().signal;
  await assert.rejects(migrateWhenThere({ database, folder: migrations, log, stopping, pause }), DatabaseRefused);
});

test("told to stop, it waits no longer", async (t) => {
  const { migrations } = folders(t);
  const log = pino({ level: "silent" });
  const database = openDatabase({ url: "postgres://nobody:secret@127.0.0.1:1/none", log });
  t.after(() => database.close());
  const stopping = new AbortController();
  const reason = new Error("told to stop");
  const waiting = migrateWhenThere({ database, folder: migrations, log, stopping: stopping.signal });
  setImmediate(() => stopping.abort(reason));
  await assert.rejects(waiting, (error) => error === reason);
});
