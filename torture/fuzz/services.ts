/** The services to be fuzzed: one process each, as they run anywhere, which tell how much they hold on their heaps. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type DatabaseUrls, databaseEnv } from "../../local/databases.ts";
import { freePort } from "../../local/free-port.ts";
import { liveFileOf, writeLiveFile } from "../../local/live-files.ts";
import { describeExit, type ServiceProcess, startService } from "../../local/service-process.ts";
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
  const heapFile = path.join(home, `${service}.heap`);
  const logFile = path.join(home, `${service}.log`);
  mkdirSync(home, { recursive: true });
  const process = startService({
    name: service,
    main: path.join(root, "services", service, "main.ts"),
    port,
    logFile,
    tie: "SIGKILL",
    env: {
      NODE_OPTIONS: `--expose-gc --import=${pathToFileURL(path.join(import.meta.dirname, "report-heap.ts"))}`,
      HEAP_FILE: heapFile,
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
    heap: () => measure(process, heapFile),
    ended: () => ended,
    async stop() {
      process.kill("SIGTERM");
      await process.exited;
    },
  };
}

async function measure(process: ServiceProcess, heapFile: string): Promise<number> {
  const before = linesOf(heapFile).length;
  process.kill("SIGUSR2");
  for (let looks = 0; looks < 1_000; looks++) {
    const last = linesOf(heapFile).slice(before).at(-1);
    if (last !== undefined) return Number(last);
    await delay(10);
  }
  throw new Error(`${process.name} does not tell how much it holds: it has ended, or is stuck`);
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}
