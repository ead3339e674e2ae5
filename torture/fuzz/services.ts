/** The services to be fuzzed: one process each, as they run anywhere, which tell how much they hold on their heaps. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { type DatabaseUrls, databaseEnv } from "../../local/databases.ts";
import { freePort } from "../../local/free-port.ts";
import { liveFileOf, writeLiveFile } from "../../local/live-files.ts";
import { describeExit, startService } from "../../local/service-process.ts";
import { measureMemory, memoryEnv } from "../load/memory.ts";
import { PRICES } from "./catalogue.ts";
import type { Service } from "./messages.ts";

const root = path.join(import.meta.dirname, "..", "..");

export type FuzzedService = {
  address: string;
  logFile: string;
  /** Bytes on the heap that are no garbage. */
  heap(): Promise<number>;
  /** How it ended, if it has. */
  ended(): string | undefined;
  stop(): Promise<void>;
};

/** Nobody is refused for asking too often: what lies behind is to be fuzzed. */
const PLENTY = { ratePerSecond: 1_000_000, burst: 1_000_000 };

/** Starts Payment and Order, both ready; their files are in `home`. */
export async function startServices(home: string, urls: DatabaseUrls): Promise<Record<Service, FuzzedService>> {
  writeLiveFile(home, "payment", {});
  writeLiveFile(home, "order", { rateLimit: { perClient: PLENTY, total: PLENTY } });
  const payment = await start(home, "payment", urls, {});
  const order = await start(home, "order", urls, {
    payment: { target: `dns:///${payment.address}` },
    catalogue: { currencyCode: "EUR", unitPricesMinor: PRICES },
  });
  return { payment, order };
}

async function start(home: string, service: Service, urls: DatabaseUrls, settings: object): Promise<FuzzedService> {
  const port = await freePort();
  const memory = path.join(home, "memory");
  const logFile = path.join(home, `${service}.log`);
  mkdirSync(memory, { recursive: true });
  const process = startService({
    name: service,
    main: path.join(root, "services", service, "main.ts"),
    port,
    logFile,
    tie: "SIGKILL",
    env: {
      ...memoryEnv(memory),
      POD_NAME: service,
      HOLDFAST_SETTINGS: JSON.stringify({
        ...settings,
        listen: { port },
        metrics: { port: 0 },
        liveSettingsFile: liveFileOf(home, service),
        logLevel: "warn",
      }),
      ...databaseEnv(service, urls),
    },
  });
  await process.ready;
  let ended: string | undefined;
  process.exited.then((exit) => {
    ended = describeExit(exit);
  });
  return {
    address: `127.0.0.1:${port}`,
    logFile,
    heap: async () => (await measureMemory(process, memory)).heapUsed,
    ended: () => ended,
    async stop() {
      process.kill("SIGTERM");
      await process.exited;
    },
  };
}
