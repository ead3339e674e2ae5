/**
 * A running stack: its settings are changed as a person would, by `pulumi config set` and `up`, and put back afterwards.
 */

import { setTimeout as delay } from "node:timers/promises";
import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { sandboxAddress } from "../../sandbox/commands/order.ts";
import { load } from "../../sandbox/own-cluster.ts";
import { pathsOf } from "../../sandbox/paths.ts";
import { forwardPod, forwardPort, readyPods } from "../../sandbox/port-forward.ts";
import { Problem } from "../../sandbox/problem.ts";
import { pulumiCommand, stackOutputs } from "../../sandbox/pulumi-cli.ts";
import { knownTarget } from "../../sandbox/target.ts";
import { parseCallEvent } from "../../services/order/breaker/call-event.ts";
import type { Events } from "../run.ts";
import type { Scenario } from "../scenario.ts";
import type { Target } from "../target.ts";
import { openBooks } from "./books.ts";
import { addEvent } from "./read-events.ts";
import { scrape } from "./scrape.ts";
import { type StackConfig, stackConfig } from "./stack-config.ts";

const GRPC_PORT = 50_051;
const METRICS_PORT = 9_464;
const DATABASE_PORT = 5_432;
/** `up`, and the kubelet's part: at its default, 90 s until a mounted ConfigMap is as it should be. */
const LEAD_MS = 200_000;
const TOLD_WITHIN_MS = 150_000;
const GRACE_MS = 20_000;

export type StackTargetOptions = {
  scenario: Scenario;
  stack: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
};

/** Throws a Problem, before anything is changed, if the stack is not up or the scenario is none for a cluster. */
export async function stackTarget({ scenario, stack, env, say }: StackTargetOptions): Promise<Target> {
  if (scenario.actions.length > 0)
    throw new Problem(
      `${scenario.name} kills processes, which it can only where they are its own`,
      "Run it with --target local.",
    );
  const paths = pathsOf(env);
  const known = knownTarget(paths);
  // A Ctrl-C is for us: it must not end the very `up` that takes the faults back.
  const pulumi = pulumiCommand(paths, known, env, true);
  const { namespace } = await stackOutputs(pulumi, stack);
  if (typeof namespace !== "string")
    throw new Problem(`stack ${stack} is not up`, `Bring it up first: \`npm start -- --stack ${stack}\`.`);
  const config = stackConfig({ paths, pulumi, stack });
  await config.refuseProduction();
  const cluster = load(known.kubeconfig, known.context);
  const forwards = forwarding(cluster, namespace);
  const address = sandboxAddress(paths, known, stack) ?? `127.0.0.1:${await forwards.service("order", GRPC_PORT)}`;
  const password = {
    order: await config.secret("orderDatabasePassword"),
    payment: await config.secret("paymentDatabasePassword"),
  };

  const payments = await config.orPutBack(async () => {
    await config.apply(settingsOf(scenario));
    return readyPods(cluster, namespace, "payment");
  }, say);
  const connect = async () => {
    const orders = await readyPods(cluster, namespace, "order");
    const metrics = await Promise.all(
      orders.map(async (name) => ({
        name,
        url: `http://127.0.0.1:${await forwards.pod(name, METRICS_PORT)}/metrics`,
      })),
    );
    const url = async (service: "order" | "payment", database: string) =>
      `postgres://holdfast:${encodeURIComponent(password[service])}@127.0.0.1:${await forwards.service(`${service}-database`, DATABASE_PORT)}/${database}`;
    const books = openBooks({
      order: await url("order", "order"),
      ledger: await url("payment", "payment"),
      processor: await url("payment", "processor"),
    });
    return { orders, metrics, books };
  };
  let connected: Awaited<ReturnType<typeof connect>> | undefined;
  let recorded: Events = noEvents();
  let beganMs = Date.now();

  return {
    name: `stack ${stack}`,
    leadMs: LEAD_MS,
    address,
    payments,
    async setChaos(chaos) {
      beganMs = Date.parse(String(chaos.anchor));
      const { whole, parts } = settingsOf(scenario);
      await config.apply({ whole: { ...whole, chaos }, parts });
      connected = await connect();
      const { liveSettingsVersion } = await stackOutputs(pulumi, stack);
      const version = liveSettingsVersion as { order: string; payment: string };
      const now = await readyPods(cluster, namespace, "payment");
      const pages = await Promise.all(now.map((name) => forwards.pod(name, METRICS_PORT)));
      await untilTold(connected.metrics, version.order);
      await untilTold(
        pages.map((port) => ({ url: `http://127.0.0.1:${port}/metrics` })),
        version.payment,
      );
      if (chaos.phases?.some(({ replicas }) => replicas) && now.join() !== payments.join())
        throw new Problem(
          `pods of Payment were replaced: ${payments.join(", ")} by ${now.join(", ")}`,
          "Leave the clone's services as they are meanwhile: another image rolls the pods.",
        );
    },
    act() {},
    sample: async () => Promise.all((connected?.metrics ?? []).map(({ name, url }) => scrape(name, url))),
    pending: async () => connected?.books.pending(),
    orders: async (clients, startedAtMs) => connected?.books.orders(clients, startedAtMs),
    money: async () => connected?.books.money(() => delay(GRACE_MS)),
    async leave() {
      try {
        // Before the pods go that have them.
        if (connected) recorded = await eventsOf(cluster, namespace, connected.orders, beganMs);
        await connected?.books.close();
      } finally {
        forwards.close();
        await config.putBack(say);
      }
    },
    events: async () => recorded,
  };
}

/**
 * What of a scenario is a stack's setting, without its faults. It has as many replicas as it says: an autoscaler that adds some
 * halfway would be an event of its own.
 */
function settingsOf({ order, live, replicas }: Scenario): StackConfig {
  const { settlement, ejection } = order;
  return {
    whole: { ...live, ...(settlement && { settlement }), ...(ejection && { ejection }), chaos: {} },
    parts: {
      order: { recordCalls: true, replicas: replicas.order, autoscaling: { enabled: false } },
      payment: { replicas: replicas.payment, autoscaling: { enabled: false } },
    },
  };
}

async function untilTold(replicas: readonly { url: string }[], version: string): Promise<void> {
  const deadline = performance.now() + TOLD_WITHIN_MS;
  for (const { url } of replicas)
    while (!(await pageOf(url)).includes(`version="${version}"`)) {
      if (performance.now() > deadline)
        throw new Problem(
          `pods have not taken over live settings ${version} within ${TOLD_WITHIN_MS / 1_000} s`,
          "Is the cluster overloaded? `npm run status` tells.",
        );
      await delay(1_000);
    }
}

async function pageOf(url: string): Promise<string> {
  try {
    return await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).text();
  } catch {
    return "";
  }
}

function forwarding(cluster: KubeConfig, namespace: string) {
  const open: { port: number; close(): void }[] = [];
  const kept = async (forward: Promise<{ port: number; close(): void }>) => {
    const one = await forward;
    open.push(one);
    return one.port;
  };
  return {
    service: (name: string, port: number) => kept(forwardPort(cluster, namespace, name, port)),
    pod: (name: string, port: number) => kept(forwardPod(cluster, namespace, name, port)),
    close() {
      for (const one of open) one.close();
    },
  };
}

/** Records of calls stand between the lines of the pods' logs. */
async function eventsOf(
  cluster: KubeConfig,
  namespace: string,
  pods: readonly string[],
  startedAtMs: number,
): Promise<Events> {
  const events = noEvents();
  const api = cluster.makeApiClient(CoreV1Api);
  for (const name of pods)
    for (const line of (await api.readNamespacedPodLog({ name, namespace })).split("\n"))
      if (line.startsWith('{"event":"call"')) addEvent(events, parseCallEvent(line), startedAtMs);
  return events;
}

function noEvents(): Events {
  return { replicas: [], replica: [], atMs: [], tookMs: [], state: [], verdict: [] };
}
