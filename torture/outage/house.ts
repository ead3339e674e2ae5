/** Two replicas of each service at their default settings, on three PostgreSQL servers; Order's is behind a proxy. */
import path from "node:path";
import { databaseEnv } from "../../local/databases.ts";
import { lastingPort } from "../../local/free-port.ts";
import { startService } from "../../local/service-process.ts";
import { encodeSettings } from "../../services/shared/settings.ts";
import { REPLICAS, type ReplicaName } from "../faults.ts";
import { type LinkProxy, startProxy } from "../proxy.ts";
import type { Servers } from "../servers.ts";

const SERVICES = path.join(import.meta.dirname, "..", "..", "services");

export type House = {
  /** Ports of Order's replicas. */
  orders: number[];
  /** Between Order and its database. */
  orderBook: LinkProxy;
  end(): Promise<void>;
};

export type HouseOptions = {
  /** Has `logs` in it. */
  folder: string;
  servers: Servers;
  /** A replica has ended by itself. */
  onEnd: (replica: ReplicaName) => void;
};

export async function startHouse({ folder, servers, onEnd }: HouseOptions): Promise<House> {
  const orderBook = await startProxy(servers.port("order"));
  const ports = new Map<ReplicaName, number>();
  for (const name of REPLICAS) ports.set(name, await lastingPort());
  const portOf = (name: ReplicaName) => ports.get(name) ?? 0;
  const payments = [portOf("payment-1"), portOf("payment-2")].map((port) => `127.0.0.1:${port}`);
  let ending = false;

  const replicas = REPLICAS.map((name) => {
    const service = name.startsWith("order") ? "order" : "payment";
    const replica = startService({
      name,
      main: path.join(SERVICES, service, "main.ts"),
      port: portOf(name),
      logFile: path.join(folder, "logs", `${name}.log`),
      tie: "SIGKILL",
      env: {
        ...(service === "order"
          ? databaseEnv(service, { order: servers.url("order", 0, orderBook.port) })
          : databaseEnv(service, { ledger: servers.url("ledger", 0), processor: servers.url("processor", 0) })),
        POD_NAME: name,
        HOLDFAST_SETTINGS: encodeSettings({
          listen: { host: "127.0.0.1", port: portOf(name) },
          metrics: { host: "127.0.0.1", port: 0 },
          ...(service === "order" && { payment: { target: `ipv4:${payments.join(",")}` } }),
        }),
      },
    });
    void replica.exited.then(() => {
      if (!ending) onEnd(name);
    });
    return replica;
  });

  async function end(): Promise<void> {
    ending = true;
    for (const replica of replicas) replica.kill("SIGKILL");
    await Promise.all(replicas.map(({ exited }) => exited));
    await orderBook.close();
  }

  try {
    await Promise.all(replicas.map(({ ready }) => ready));
  } catch (error) {
    await end();
    throw error;
  }
  return { orders: [portOf("order-1"), portOf("order-2")], orderBook, end };
}
