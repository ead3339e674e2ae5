import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { ensureDatabase } from "../../../local/databases.ts";
import { testPostgres } from "../../../local/test-postgres.ts";
import { createLog } from "../log.ts";
import {
  CommitUnknown,
  DatabaseRefused,
  DatabaseUnavailable,
  isUniqueViolation,
  openDatabase,
  type Query,
} from "./database.ts";

const postgres = await testPostgres();
const url = await postgres.newDatabase();
const log = createLog({ service: "test", replica: "test" });
log.level = "silent";

function open(
  t: { after(fn: () => Promise<void>): void },
  options: { url?: string; statementMs?: number; connections?: number } = {},
) {
  const database = openDatabase({ url, log, ...options });
  t.after(() => database.close());
  return database;
}

test("What a transaction throws undoes what it did.", async (t) => {
  const database = open(t);
  await database.query("CREATE TABLE undone (id integer)");
  const work = database.transaction(async (query) => {
    await query("INSERT INTO undone VALUES (1)");
    throw new Error("no");
  });
  await assert.rejects(work, /^Error: no$/);
  assert.deepEqual(await database.query("SELECT * FROM undone"), []);
});

test("A database that cannot be reached is DatabaseUnavailable.", async (t) => {
  const database = open(t, { url: "postgres://nobody:secret@127.0.0.1:1/none" });
  await assert.rejects(database.query("SELECT 1"), (error: Error) => {
    assert.ok(error instanceof DatabaseUnavailable);
    assert.doesNotMatch(`${error.stack}${error.cause}`, /secret/);
    return true;
  });
});

test("A database that is there and takes no connection is DatabaseRefused, which says why.", async (t) => {
  const nowhere = url.replace(/[^/]*$/, "nowhere");
  await assert.rejects(open(t, { url: nowhere }).query("SELECT 1"), (error: Error) => {
    assert.ok(error instanceof DatabaseRefused && error instanceof DatabaseUnavailable, String(error));
    assert.match(error.message, /"nowhere" does not exist/);
    return true;
  });
});

test("A connection that breaks in the middle of a transaction is DatabaseUnavailable, and the next statement gets a new one.", async (t) => {
  const database = open(t);
  const work = database.transaction(async (query) => {
    const [row] = await query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await open(t).query("SELECT pg_terminate_backend($1)", [row?.pid]);
    await query("SELECT 1");
  });
  await assert.rejects(work, DatabaseUnavailable);
  assert.deepEqual(await database.query("SELECT 1 AS one"), [{ one: 1 }]);
});

test("A connection that breaks while it commits is CommitUnknown.", async (t) => {
  const database = open(t);
  await database.query(`CREATE TABLE slow (id integer);
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()`);
  const work = database.transaction((query) => query("INSERT INTO slow VALUES (1)"));
  await assert.rejects(work, CommitUnknown);
});

test("A statement that takes too long is given up, and was not done.", async (t) => {
  const database = open(t, { statementMs: 50 });
  await assert.rejects(
    database.transaction((query) => query("SELECT pg_sleep(10)")),
    DatabaseUnavailable,
  );
});

test("A process that was stopped in the middle of a transaction learns that its connection was given up: nothing was done.", async (t) => {
  const database = open(t, { statementMs: 50 });
  await database.query("CREATE TABLE stopped (id integer)");
  const work = database.transaction(async (query) => {
    await query("INSERT INTO stopped VALUES (1)");
    // As SIGSTOP does: for longer than the server leaves a transaction idle. Its last words are read as the answer to COMMIT.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  });
  await assert.rejects(work, DatabaseUnavailable);
  assert.deepEqual(await database.query("SELECT * FROM stopped"), []);
});

test("A server that only reads, as one does that another has taken over from, is DatabaseUnavailable.", async (t) => {
  const database = open(t, { url: await postgres.newDatabase() });
  await database.query("CREATE TABLE written (id integer)");
  const write = (query: Query) => query("INSERT INTO written VALUES (1)");
  await database.query("SET default_transaction_read_only = on");
  await assert.rejects(write(database.query), DatabaseUnavailable);
  // The connection is given up, since the next one may lead to the server that writes.
  await write(database.query);
});

test("An error has no values in it, whatever the server is set to tell.", async (t) => {
  const database = open(t, { url: await postgres.newDatabase(), connections: 1 });
  await database.query("CREATE TABLE checked (method text CHECK (method = ''))");
  await database.query("SET log_parameter_max_length_on_error = -1");
  const statements = [
    ["INSERT INTO checked VALUES ($1)", "pm_secret"],
    ["SELECT 1 / (length($1) - 9)", "pm_secret"],
  ] as const;
  for (const [sql, value] of statements)
    await assert.rejects(database.query(sql, [value]), (error: Error) => {
      assert.doesNotMatch(JSON.stringify([error, error.message, error.stack]), /pm_secret/);
      return true;
    });
});

test("A violated unique constraint can be told from other errors.", async (t) => {
  const database = open(t);
  await database.query("CREATE TABLE singles (id integer PRIMARY KEY)");
  await database.query("INSERT INTO singles VALUES (1)");
  await assert.rejects(database.query("INSERT INTO singles VALUES (1)"), isUniqueViolation);
  await assert.rejects(database.query("nonsense"), (error) => !isUniqueViolation(error));
});

test("A server that was killed takes connections again after its next start, with everything that was committed.", async (t) => {
  const { startPostgres } = await import("../../../local/postgres.ts");
  const { mkdtemp, rm } = await import("node:fs/promises");
  const home = await mkdtemp("/tmp/holdfast-crash-");
  t.after(() => rm(home, { recursive: true, force: true }));
  const first = await startPostgres({ folder: `${home}/cluster` });
  await ensureDatabase(first, "kept");
  const before = openDatabase({ url: first.url("kept"), log });
  await before.query("CREATE TABLE kept (id integer)");
  await before.query("INSERT INTO kept VALUES (1)");
  await first.stop("crash");
  await before.close();
  const second = await startPostgres({ folder: `${home}/cluster`, port: first.port });
  const again = openDatabase({ url: second.url("kept"), log });
  assert.deepEqual(await again.query("SELECT * FROM kept"), [{ id: 1 }]);
  await again.close();
  await second.stop("orderly");
});

test("A connection that breaks in the moment in which it was made is lost like any other, and the process lives on.", async (t) => {
  // What PostgreSQL says to a client that it takes, and what to one that it throws out: in one piece, as a busy machine does.
  const [taken, ready] = [Buffer.from("R\0\0\0\x08\0\0\0\0"), Buffer.from("Z\0\0\0\x05I")];
  const fields = Buffer.from("SFATAL\0C57P01\0Mterminating connection\0\0");
  const thrownOut = Buffer.concat([Buffer.from("E\0\0\0"), Buffer.from([fields.length + 4]), fields]);
  const server = createServer((socket) => {
    socket.once("data", () => socket.end(Buffer.concat([taken, ready, thrownOut])));
    socket.on("error", () => {});
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const database = open(t, { url: `postgres://nobody:secret@127.0.0.1:${address.port}/none` });
  await assert.rejects(
    database.transaction((query) => query("SELECT 1")),
    DatabaseUnavailable,
  );
});
