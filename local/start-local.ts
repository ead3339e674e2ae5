/** Order and Payment as processes of this machine, with their databases: what a cluster would run, without one. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { encodeSettings } from "../services/shared/settings.ts";
import { DATABASES, type DatabaseUrls, databaseEnv, ensureDatabase } from "./databases.ts";
import { type Kept, keepRunning } from "./keep-running.ts";
import { liveFileOf, type ServiceName, writeLiveFile } from "./live-files.ts";
import { type ReplicaPorts, replicaPorts } from "./ports.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";
import { describeExit, type ServiceProcess, startService } from "./service-process.ts";

/** `settings` and `live` as the service's own schemas have them; addresses and files are put in here. */
export type ServicePlan = { replicas: number; settings: Record<string, unknown>; live: Record<string, unknown> };

export type LocalOptions = {
  /** Data, logs and live settings are in here. */
  home: string;
  order: ServicePlan;
  payment: ServicePlan;
  basePort: number;
  /** Goes to every process of the services, beside what they need anyway. */
  env?: Record<string, string>;
  /** Is told what ends and starts by itself. */
  say: (line: string) => void;
};

export type Replica = { name: string; service: ServiceName; ports: ReplicaPorts; kept: Kept<ServiceProcess> };

export type Local = {
  replicas: Replica[];
  urls: DatabaseUrls;
  postgres: Kept<PostgresServer>;
  /** Kills PostgreSQL; it is started again on its files after `downMs`. */
  losePostgres(downMs: number): void;
  /** A gRPC target with all replicas of a service: `round_robin` over it is what a headless Service is on a cluster. */
  target: (service: ServiceName) => string;
  /** Takes effect in all replicas within a moment. */
  setLive(service: ServiceName, settings: Record<string, unknown>): void;
  /** Lets calls under way end; then nothing is left running. */
  stop(): Promise<void>;
};

const ROOT = path.join(import.meta.dirname, "..");

/** Resolves once every replica takes calls. If one cannot, nothing is left running. */
export async function startLocal(options: LocalOptions): Promise<Local> {
  const { home, basePort, env = {}, say } = options;
  mkdirSync(path.join(home, "logs"), { recursive: true, mode: 0o700 });
  let downUntilMs = 0;
  const postgres = await keepPostgres({
    home,
    port: basePort,
    say,
    mayStart: () => delay(Math.max(0, downUntilMs - performance.now())),
  });
  const replicas: Replica[] = [];

  async function stop(): Promise<void> {
    // Orders under way still need Payment, and both their databases.
    for (const service of ["order", "payment"] as const) {
      const ending = replicas.filter((replica) => replica.service === service);
      await Promise.all(ending.map(({ kept }) => kept.stop((running) => running.kill("SIGTERM"))));
    }
    await postgres.stop((server) => void server.stop("orderly"));
  }

  const target = (service: ServiceName) =>
    `ipv4:${numbers(options[service].replicas)
      .map((number) => `127.0.0.1:${replicaPorts(basePort, service, number).grpc}`)
      .join(",")}`;

  async function addReplica(service: ServiceName, number: number): Promise<void> {
    const name = `${service}-${number}`;
    const ports = replicaPorts(basePort, service, number);
    const settings = {
      ...options[service].settings,
      listen: { host: "127.0.0.1", port: ports.grpc },
      metrics: { host: "127.0.0.1", port: ports.metrics },
      liveSettingsFile: liveFileOf(home, service),
      ...(service === "order" && { payment: { target: target("payment") } }),
    };
    const kept = await keepRunning<ServiceProcess>({
      name,
      say: (line) => say(`${line}; see ${path.join(home, "logs", `${name}.log`)}`),
      describe: async ({ exited }) => describeExit(await exited),
      start: async () =>
        startService({
          name,
          main: path.join(ROOT, "services", service, "main.ts"),
          port: ports.grpc,
          logFile: path.join(home, "logs", `${name}.log`),
          env: {
            ...env,
            ...databaseEnv(service, urls),
            HOLDFAST_SETTINGS: encodeSettings(settings),
            POD_NAME: name,
          },
        }),
    });
    replicas.push({ name, service, ports, kept });
  }

  let urls: DatabaseUrls;
  try {
    urls = await makeDatabases(postgres.current());
    for (const service of ["order", "payment"] as const) {
      writeLiveFile(home, service, options[service].live);
      for (const number of numbers(options[service].replicas)) await addReplica(service, number);
    }
    await Promise.all(replicas.map(({ kept }) => kept.current().ready));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    replicas,
    urls,
    postgres,
    losePostgres(downMs) {
      downUntilMs = performance.now() + downMs;
      void postgres.current().stop("crash");
    },
    target,
    setLive: (service, settings) => writeLiveFile(home, service, settings),
    stop,
  };
}

type KeepPostgres = {
  home: string;
  port: number;
  say: (line: string) => void;
  /** Resolves once it may be started. */
  mayStart: () => Promise<unknown>;
};

function keepPostgres({ home, port, say, mayStart }: KeepPostgres): Promise<Kept<PostgresServer>> {
  return keepRunning<PostgresServer>({
    name: "postgres",
    say,
    describe: async ({ exited }) => {
      await exited;
      return "it was not asked to";
    },
    async start() {
      await mayStart();
      return startPostgres({ folder: path.join(home, "postgres"), port });
    },
  });
}

async function makeDatabases(server: PostgresServer): Promise<DatabaseUrls> {
  for (const name of DATABASES) await ensureDatabase(server, name);
  return { order: server.url("order"), ledger: server.url("ledger"), processor: server.url("processor") };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
