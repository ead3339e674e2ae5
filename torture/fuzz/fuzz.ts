/** A run of fuzzed requests against both services, from their start to the verdict. */
import { readFileSync } from "node:fs";
import { DATABASES, type DatabaseName, type DatabaseUrls } from "../../local/databases.ts";
import { orderService } from "../../proto/contracts.ts";
import { type Random, seeded } from "../../services/order/breaker/seeded.ts";
import { createLog } from "../../services/shared/log.ts";
import { type Database, openDatabase } from "../../services/shared/postgres/database.ts";
import { type Point, trendOf } from "../load/trend.ts";
import { type HostileRequest, hostileRequests } from "./hostile-request.ts";
import { CARD_NUMBER } from "./hostile-values.ts";
import { complaint } from "./judge.ts";
import type { Service } from "./messages.ts";
import { judgeRows, type RowCounts, type Told } from "./rows.ts";
import { type Answer, Sender } from "./send.ts";
import { type FuzzedService, startServices } from "./services.ts";

export type FuzzOptions = {
  requests: number;
  seed: number;
  urls: DatabaseUrls;
  /** A folder for the services' logs and live settings. */
  home: string;
  onProgress?: (done: number) => void;
};

export type HeapTrend = { firstMiB: number; lastMiB: number; bytesPerRequest: number; errorBytesPerRequest: number };

export type FuzzReport = {
  requests: number;
  /** How many answers were of each status, and of each other kind. */
  answers: Record<string, number>;
  rows: RowCounts;
  heap: Record<Service, HeapTrend>;
  /** Everything that should not have been, the first hundred; a run is good if there is nothing. */
  complaints: string[];
};

const AT_ONCE = 16;
/** Code is compiled and caches are filled in the first part of the rounds. */
const WARM_UP = 0.25;
/** A shorter run is all warm-up: its heaps are told of, and not judged. */
const FEWEST_FOR_HEAPS = 20_000;
/** Less than this over a whole run is no leak that matters, sure or not. */
const SMALL_GROWTH_BYTES = 1024 * 1024;

export async function fuzz({ requests, seed, urls, home, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const services = await startServices(home, urls);
  const random = seeded(seed);
  const told: Told[] = [];
  const next = hostileRequests(random, () => pickOrder(random, told));
  const senders = { order: new Sender(services.order.address), payment: new Sender(services.payment.address) };
  const answers: Record<string, number> = {};
  const complaints: string[] = [];
  const heaps: Record<Service, Point[]> = { order: [], payment: [] };
  let lost = 0;

  async function one(number: number): Promise<void> {
    const request = next();
    const answer = await senders[request.service].send(request);
    const label = answer.kind === "status" ? answer.status : answer.kind;
    answers[label] = (answers[label] ?? 0) + 1;
    if (request.path === orderService.PlaceOrder.path) {
      const placed = placedBy(request, answer);
      if (placed) told.push(placed);
      if (label === "DEADLINE_EXCEEDED" || answer.kind !== "status") lost++;
    }
    const wrong = complaint(request, answer);
    if (wrong) complaints.push(`request ${number}, ${describe(request)}: ${wrong}`);
  }

  // Between rounds nothing is under way, and heaps are measured.
  const rounds = Math.min(40, 6 + Math.floor(requests / 1_000));
  try {
    for (let round = 0, done = 0; round < rounds && !endedIn(services); round++) {
      const until = Math.floor((requests * (round + 1)) / rounds);
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (done < until && !endedIn(services)) await one(++done);
        }),
      );
      onProgress?.(done);
      if (endedIn(services)) break;
      for (const service of ["order", "payment"] as const)
        heaps[service].push({ x: done, y: await services[service].heap() });
    }
  } finally {
    for (const sender of Object.values(senders)) sender.close();
  }
  const ended = endedIn(services);
  if (ended) complaints.push(ended);
  const { complaints: misplaced, counts } = await withDatabases(urls, (databases) => judgeRows(databases, told, lost));
  for (const service of Object.values(services)) if (!service.ended()) await service.stop();
  complaints.push(...misplaced, ...spilledCards(services));
  const heap = { order: heapTrend(heaps.order), payment: heapTrend(heaps.payment) };
  if (!ended && requests >= FEWEST_FOR_HEAPS) complaints.push(...growth(heap, requests));
  return { requests, answers, rows: counts, heap, complaints: complaints.slice(0, 100) };
}

function pickOrder({ next }: Random, told: readonly Told[]): string {
  const { orderId } = told[Math.floor(next() * told.length)] ?? { orderId: "6b1f0a0e-0000-4000-8000-000000000000" };
  return orderId;
}

function placedBy(request: HostileRequest, answer: Answer): Told | undefined {
  if (answer.kind !== "status" || answer.status !== "OK") return undefined;
  const { order } = orderService.PlaceOrder.responseDeserialize(answer.bytes.subarray(5));
  return order ? { orderId: order.orderId, client: clientOf(request) } : undefined;
}

/** Metadata beyond ASCII is none, and dropped before any method or interceptor could see it. */
function clientOf({ headers }: HostileRequest): string {
  const name = headers["x-client-id"] ?? "";
  return /^[!-~]+$/.test(name) ? name : "anonymous";
}

function describe({ path, how, headers }: HostileRequest): string {
  return `${path} (${how.message}${how.oddHeaders ? `, headers ${JSON.stringify(headers).slice(0, 300)}` : ""})`;
}

function endedIn(services: Record<Service, FuzzedService>): string | undefined {
  for (const [name, service] of Object.entries(services)) {
    const how = service.ended();
    if (how) return `${name} has ended by itself (${how}): see ${service.logFile}`;
  }
  return undefined;
}

function spilledCards(services: Record<Service, FuzzedService>): string[] {
  return Object.values(services)
    .filter(({ logFile }) => readFileSync(logFile, "utf8").includes(CARD_NUMBER))
    .map(({ logFile }) => `a card number stands in ${logFile}`);
}

async function withDatabases<T>(
  urls: DatabaseUrls,
  work: (databases: Record<DatabaseName, Database>) => Promise<T>,
): Promise<T> {
  const log = createLog({ service: "fuzz", replica: "fuzz" });
  const open = (name: DatabaseName) => openDatabase({ url: urls[name], log, connections: 1 });
  const databases = { order: open("order"), ledger: open("ledger"), processor: open("processor") };
  try {
    return await work(databases);
  } finally {
    for (const name of DATABASES) await databases[name].close();
  }
}

function heapTrend(points: readonly Point[]): HeapTrend {
  const warm = points.slice(Math.floor(points.length * WARM_UP));
  const { slope, error } = trendOf(warm);
  const inMiB = (point: Point | undefined) => Math.round(((point?.y ?? 0) / 1024 ** 2) * 100) / 100;
  return {
    firstMiB: inMiB(warm.at(0)),
    lastMiB: inMiB(warm.at(-1)),
    bytesPerRequest: slope,
    errorBytesPerRequest: error,
  };
}

function growth(heap: Record<Service, HeapTrend>, requests: number): string[] {
  return Object.entries(heap)
    .filter(([, { bytesPerRequest: slope, errorBytesPerRequest: error }]) => {
      return slope > 2 * error && slope * requests > SMALL_GROWTH_BYTES;
    })
    .map(([name, { bytesPerRequest }]) => `the heap of ${name} grows by ${bytesPerRequest.toFixed(1)} bytes a request`);
}
