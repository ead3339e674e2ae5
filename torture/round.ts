/** One round: everything is started, called and disturbed; then all recovers, and the history is complete. */
import { mkdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type Books, openBooks } from "./dump.ts";
import { drawFaults, LOAD_MS, type Scheduled } from "./faults.ts";
import { type HistoryEvent, historyFile } from "./history.ts";
import { randomFor } from "./seed.ts";
import type { Servers } from "./servers.ts";
import { startWorld, type World, type WorldOptions } from "./world.ts";

export type RoundOptions = Omit<WorldOptions, "record" | "sinceStart"> & { historyFile: string };

const ENOUGH_ANSWERS = 100;
const LONGEST_LOAD_MS = 2 * LOAD_MS;
/** After which a pending order counts as forgotten. The longest wait is a lease and a back-off: under two seconds. */
const SETTLE_MS = 15_000;

/** Runs a round and returns its history, which is also in the file. */
export async function runRound(options: RoundOptions): Promise<HistoryEvent[]> {
  const { servers, seed, round } = options;
  mkdirSync(options.folder, { recursive: true });
  await servers.newRound(round);

  const events: HistoryEvent[] = [];
  const write = historyFile(options.historyFile);
  const record = (event: HistoryEvent) => {
    events.push(event);
    write(event);
  };
  const started = performance.now();
  const sinceStart = () => Math.round(performance.now() - started);
  record({ type: "round", seed, round, startedAt: Date.now() });

  const world = await startWorld({ ...options, record, sinceStart });
  const books = openBooks((name) => servers.url(name, round));
  try {
    await world.ready();
    const began = sinceStart();
    // On a machine that is busy with other things, replicas take long to start, and little is answered in the time.
    const isOver = () => {
      const answered = events.filter(({ type }) => type === "answered").length;
      return sinceStart() - began > (answered >= ENOUGH_ANSWERS ? LOAD_MS : LONGEST_LOAD_MS);
    };
    const faults = drawFaults(randomFor(seed, `faults of round ${round}`)).map(async ({ atMs, fault }) => {
      await delay(atMs);
      record({ type: "fault", atMs: sinceStart(), fault });
      await strike(fault, world, servers);
    });
    await Promise.all([world.shop(isOver), ...faults]);

    world.calmDown();
    await world.ready();
    record({ type: "calm", atMs: sinceStart() });
    await untilSettled(books);
    await world.lookBack();
    record({ type: "settled", atMs: sinceStart(), ...(await untilSettled(books)) });
    await books.dump(record);
  } finally {
    await world.end();
    await books.close();
  }
  return events;
}

/** Resolves when it is over, and what was taken down is being started. */
async function strike(fault: Scheduled["fault"], world: World, servers: Servers): Promise<void> {
  switch (fault.kind) {
    case "kill":
      return world.replica(fault.replica).restart("SIGKILL", fault.downMs);
    case "end":
      return world.replica(fault.replica).restart("SIGTERM", fault.downMs);
    case "stop":
      return world.replica(fault.replica).pause(fault.downMs);
    case "kill-database":
      return servers.kill(fault.database, fault.downMs);
    case "cut":
    case "blackhole":
    case "drop-replies": {
      const proxy = world.proxy(fault.link);
      proxy.setFault(fault.kind);
      await delay(fault.downMs);
      proxy.setFault(undefined);
    }
  }
}

/** Waits until nothing is pending, or for so long that it never will be otherwise. */
async function untilSettled(books: Books): Promise<{ orders: number; payments: number }> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const left = await books.underWay();
    if ((left.orders === 0 && left.payments === 0) || performance.now() > deadline) return left;
    await delay(50);
  }
}
