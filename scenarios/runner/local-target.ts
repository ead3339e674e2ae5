/** A scenario's own local run: in a folder of its own, on ports of its own, gone afterwards but for its records. */
import { rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { replicaPorts, requireFree } from "../../local/ports.ts";
import { startLocal } from "../../local/start-local.ts";
import { ChaosSettings } from "../../services/shared/chaos/chaos-settings.ts";
import type { Scenario } from "../scenario.ts";
import type { Target } from "../target.ts";
import { openBooks } from "./books.ts";
import { readEvents } from "./read-events.ts";
import { scrape } from "./scrape.ts";

/** The services watch their files; where nothing tells of a change, they look at them each 5 s. */
const TOLD_MS = 1_500;
/** Payment's resolver looks each second, and leases end. */
const GRACE_MS = 12_000;

export type LocalTargetOptions = {
  scenario: Scenario;
  /** Emptied first. */
  folder: string;
  basePort: number;
  say: (line: string) => void;
};

export async function localTarget(options: LocalTargetOptions): Promise<Target> {
  const { scenario, folder, basePort, say } = options;
  const { order, payment, live, replicas } = scenario;
  const ports = (["order", "payment"] as const).flatMap((service) =>
    Array.from({ length: replicas[service] }, (_, index) => Object.values(replicaPorts(basePort, service, index + 1))),
  );
  await requireFree([basePort, ...ports.flat()], 5_000);
  rmSync(folder, { recursive: true, force: true });
  const eventsFile = path.join(folder, "events.jsonl");
  const local = await startLocal({
    home: folder,
    order: { replicas: replicas.order, settings: { ...order, eventsFile }, live: { ...live, chaos: {} } },
    payment: { replicas: replicas.payment, settings: payment, live: { chaos: {} } },
    basePort,
    say,
  });
  const books = openBooks(local.urls);
  const orders = local.replicas.filter(({ service }) => service === "order");

  return {
    name: "local",
    leadMs: TOLD_MS + 1_500,
    address: local.target("order"),
    payments: local.replicas.filter(({ service }) => service === "payment").map(({ name }) => name),
    async setChaos(given) {
      const chaos = ChaosSettings.parse(given);
      local.setLive("order", { ...live, chaos });
      local.setLive("payment", { chaos });
      await delay(TOLD_MS);
    },
    act(action) {
      if (action.kind === "database-down") return local.losePostgres(action.forMs);
      local.replicas
        .find(({ name }) => name === action.replica)
        ?.kept.current()
        .kill("SIGKILL");
    },
    sample: () =>
      Promise.all(orders.map(({ name, ports: { metrics } }) => scrape(name, `http://127.0.0.1:${metrics}/metrics`))),
    pending: books.pending,
    orders: books.orders,
    money: () => books.money(() => delay(GRACE_MS)),
    async leave() {
      await books.close();
      await local.stop();
      rmSync(path.join(folder, "postgres"), { recursive: true, force: true });
    },
    events: (startedAtMs) => readEvents(eventsFile, startedAtMs),
  };
}
