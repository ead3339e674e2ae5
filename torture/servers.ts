/** The three PostgreSQL servers, each of which can be killed alone, and a fresh database in each for every round. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DATABASES, type DatabaseName, dropDatabase, ensureDatabase } from "../local/databases.ts";
import { lastingPort } from "../local/free-port.ts";
import { type PostgresServer, startPostgres } from "../local/postgres.ts";

export type Servers = {
  port: (name: DatabaseName) => number;
  /** Of a round's database, behind the given port: a proxy's, or the server's own if it is left out. */
  url: (name: DatabaseName, round: number, port?: number) => string;
  newRound(round: number): Promise<void>;
  /** SIGKILL, and a new start on the same files after `downMs`. Resolves when it takes connections again. */
  kill(name: DatabaseName, downMs: number): Promise<void>;
  stop(): Promise<void>;
};

/** How long the processes of a server that was killed may hold on to its shared memory. */
const LET_GO_MS = 15_000;
/** They would each take a hundred megabytes otherwise, and they hold next to nothing. */
const SETTINGS = { shared_buffers: "16MB", max_connections: "80", log_min_messages: "warning" };

export async function startServers(folder: string): Promise<Servers> {
  mkdirSync(folder, { recursive: true });
  const ports = new Map<DatabaseName, number>();
  for (const name of DATABASES) ports.set(name, await lastingPort());
  const port = (name: DatabaseName) => ports.get(name) ?? 0;
  const start = (name: DatabaseName) =>
    startPostgres({ folder: path.join(folder, name), port: port(name), settings: SETTINGS });
  const first = await Promise.all(DATABASES.map(async (name) => [name, await start(name)] as const));
  // Passwords outlive a server that is killed.
  const urls = new Map(first.map(([name, server]) => [name, server.url]));
  const running = new Map(first.map(([name, server]) => [name, Promise.resolve(server)]));

  const current = async (name: DatabaseName) => {
    const server = await running.get(name);
    if (!server) throw new Error(`there is no server ${name}`);
    return server;
  };

  async function startAgain(name: DatabaseName): Promise<PostgresServer> {
    const deadline = performance.now() + LET_GO_MS;
    for (;;) {
      try {
        return await start(name);
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await delay(50);
      }
    }
  }

  return {
    port,
    url(name, round, through = port(name)) {
      const url = new URL(urls.get(name)?.(databaseOf(round)) ?? "");
      url.port = String(through);
      return url.href;
    },
    async newRound(round) {
      await Promise.all(
        DATABASES.map(async (name) => {
          const server = await current(name);
          await dropDatabase(server, databaseOf(round - 1));
          await ensureDatabase(server, databaseOf(round));
        }),
      );
    },
    async kill(name, downMs) {
      // After whatever was done to it before: one that is down already is killed when it is up.
      const again = current(name).then(async (server) => {
        await server.stop("crash");
        await delay(downMs);
        return startAgain(name);
      });
      running.set(name, again);
      await again;
    },
    async stop() {
      await Promise.all(DATABASES.map(async (name) => (await current(name)).stop("crash")));
    },
  };
}

const databaseOf = (round: number) => `round_${round}`;
