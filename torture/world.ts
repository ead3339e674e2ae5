/** Everything that a round needs beside its databases: the replicas, the proxies between them, and the customers. */
import path from "node:path";
import { databaseEnv } from "../local/databases.ts";
import { lastingPort } from "../local/free-port.ts";
import { liveFileOf, type ServiceName, writeLiveFile } from "../local/live-files.ts";
import { encodeSettings } from "../services/shared/settings.ts";
import { callerOf } from "./client.ts";
import { customer } from "./customer.ts";
import { crashArms, LINKS, type LinkName, REPLICAS, type ReplicaName, type Untried } from "./faults.ts";
import type { Recorder } from "./history.ts";
import { type LinkProxy, startProxy } from "./proxy.ts";
import { type Replica, startReplica } from "./replicas.ts";
import { ORDER, ORDER_LIVE, PAYMENT, PAYMENT_LIVE } from "./round-settings.ts";
import { randomFor } from "./seed.ts";
import type { Servers } from "./servers.ts";

export type WorldOptions = {
  servers: Servers;
  /** The bundles that the replicas run. */
  mains: Record<ServiceName, string>;
  seed: string;
  /** From 0. */
  round: number;
  untried: Untried;
  /** Logs and live settings. */
  folder: string;
  record: Recorder;
  /** The clock of the history. */
  sinceStart: () => number;
};

export type World = {
  replica: (name: ReplicaName) => Replica;
  proxy: (link: LinkName) => LinkProxy;
  /** Every replica takes calls. */
  ready: () => Promise<void>;
  /** The customers call until it is over. */
  shop: (isOver: () => boolean) => Promise<void>;
  /** The customers look at what they have. */
  lookBack: () => Promise<void>;
  /** From now on nothing goes wrong. */
  calmDown: () => void;
  end: () => Promise<void>;
};

const CUSTOMERS = 10;
/** One round in so many has payments that take 5 seconds, and takes as much longer. */
const SLOW_EVERY = 10;

export async function startWorld(options: WorldOptions): Promise<World> {
  const { servers, mains, seed, round, untried, folder, record, sinceStart } = options;
  const ports = await mapOf(REPLICAS, () => lastingPort());
  const proxies = await mapOf(LINKS, (link) => startProxy(upstreamOf(link)));
  writeLiveFile(folder, "order", ORDER_LIVE);
  writeLiveFile(folder, "payment", PAYMENT_LIVE);
  const random = randomFor(seed, `deaths of round ${round}`);
  const arms = crashArms(random, untried);
  let armed = true;

  function upstreamOf(link: LinkName): number {
    const to = link.slice(link.indexOf(">") + 1);
    return to === "order" || to === "ledger" || to === "processor" ? servers.port(to) : ports(to as ReplicaName);
  }

  /** What a replica is told at its start, with every address a proxy's. */
  function settingsOf(name: ReplicaName, service: ServiceName): Record<string, unknown> {
    const own = {
      listen: { host: "127.0.0.1", port: ports(name) },
      metrics: { host: "127.0.0.1", port: 0 },
      liveSettingsFile: liveFileOf(folder, service),
    };
    if (service === "payment") return { ...PAYMENT, ...own };
    const payments = (["payment-1", "payment-2"] as const).map(
      (payment) => `127.0.0.1:${proxies(`${name}>${payment}` as LinkName).port}`,
    );
    return { ...ORDER, ...own, payment: { target: `ipv4:${payments.join(",")}` } };
  }

  function databasesOf(name: ReplicaName, service: ServiceName): Record<string, string> {
    const url = (database: "order" | "ledger" | "processor") =>
      servers.url(database, round, proxies(`${name}>${database}` as LinkName).port);
    return service === "order"
      ? databaseEnv(service, { order: url("order") })
      : databaseEnv(service, { ledger: url("ledger"), processor: url("processor") });
  }

  const replicas = await mapOf(REPLICAS, async (name) => {
    const service = name.startsWith("order") ? "order" : "payment";
    return startReplica({
      name,
      main: mains[service],
      port: ports(name),
      env: {
        ...databasesOf(name, service),
        HOLDFAST_SETTINGS: encodeSettings(settingsOf(name, service)),
        POD_NAME: name,
      },
      logFile: path.join(folder, `${name}.log`),
      nextArm: () => (armed ? arms(name) : ""),
      downMs: () => Math.floor(random.next() * 500),
      onDeath(point, downMs) {
        const atMs = sinceStart();
        if (point === undefined) record({ type: "died", atMs, replica: name });
        else record({ type: "fault", atMs, fault: { kind: "crash-point", replica: name, point, downMs } });
      },
    });
  });

  const orders = (["clients>order-1", "clients>order-2"] as const).map((link) => proxies(link).port);
  const caller = callerOf(orders, record, sinceStart);
  const market: string[] = [];
  const customers = Array.from({ length: CUSTOMERS }, (_, index) =>
    customer({
      clientId: `client-${index}`,
      caller,
      // Its own, since who calls next is for the machine to decide.
      random: randomFor(seed, `customer ${index} of round ${round}`),
      market,
      slow: round % SLOW_EVERY === SLOW_EVERY - 1,
    }),
  );

  return {
    replica: replicas,
    proxy: proxies,
    ready: async () => void (await Promise.all(REPLICAS.map((name) => replicas(name).ready()))),
    shop: async (isOver) => void (await Promise.all(customers.map(({ shop }) => shop(isOver)))),
    lookBack: async () => void (await Promise.all(customers.map(({ lookBack }) => lookBack()))),
    calmDown() {
      armed = false;
      writeLiveFile(folder, "payment", {});
      for (const link of LINKS) proxies(link).setFault(undefined);
    },
    async end() {
      caller.close();
      await Promise.all(REPLICAS.map((name) => replicas(name).end()));
      await Promise.all(LINKS.map((link) => proxies(link).close()));
    },
  };
}

/** A value for each name, as a function, so that none can be missing. */
async function mapOf<Name extends string, T>(
  names: readonly Name[],
  make: (name: Name) => Promise<T>,
): Promise<(name: Name) => T> {
  const values = {} as Record<Name, T>;
  for (const name of names) values[name] = await make(name);
  return (name) => values[name];
}
