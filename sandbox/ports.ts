/** The sandbox's ports on 127.0.0.1: the usual ones if they are free at the first start, and the same ones ever after. */
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { KNOWN_STACKS, type KnownStack, type Ports } from "./cluster/plan.ts";
import type { Paths } from "./paths.ts";
import { Problem } from "./problem.ts";

const USUAL: Ports = { api: 26443, registry: 25000, order: { dev: 50051, staging: 50052, prod: 50053 } };
/** Where a second sandbox on the machine looks next. */
const STEP = 10;

export async function choosePorts(
  paths: Paths,
  order: { stack: KnownStack; port: number } | undefined,
): Promise<Ports> {
  const file = path.join(paths.state, "ports.json");
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Ports) : undefined;
  const ports = kept ?? (await freePorts(order?.port));
  if (order) ports.order[order.stack] = order.port;
  const all = [ports.api, ports.registry, ...KNOWN_STACKS.map((stack) => ports.order[stack])];
  const twice = all.find((port, index) => all.indexOf(port) !== index);
  if (twice)
    throw new Problem(
      `port ${twice} serves something else of this sandbox already`,
      "Choose another with `npm start -- --port N`.",
    );
  for (const port of all) if (!(await isFree(port))) throw takenPort(port);
  mkdirSync(paths.state, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(ports)}\n`);
  return ports;
}

async function freePorts(spoken: number | undefined): Promise<Ports> {
  const taken = new Set(spoken === undefined ? [] : [spoken]);
  const next = async (usual: number) => {
    let port = usual;
    while (taken.has(port) || !(await isFree(port))) port += STEP;
    taken.add(port);
    return port;
  };
  const { dev, staging, prod } = USUAL.order;
  const order = { dev: await next(dev), staging: await next(staging), prod: await next(prod) };
  return { api: await next(USUAL.api), registry: await next(USUAL.registry), order };
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ host: "127.0.0.1", port }, () => probe.close(() => resolve(true)));
  });
}

function takenPort(port: number): Problem {
  const holder = holderOf(port);
  return new Problem(
    `port ${port} on 127.0.0.1 is taken${holder ? ` by ${holder}` : ""}`,
    "End what uses it, choose another for Order with `npm start -- --port N`, or delete .sandbox/ports.json to have all chosen anew.",
  );
}

/** The listening process, found by its socket's inode (proc(5)); undefined where it may not be seen. */
export function holderOf(port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => seen(() => readFileSync(file, "utf8")) ?? "");
  const rows = tables.flatMap((table) => table.split("\n")).map((row) => row.trim().split(/\s+/));
  const inode = rows.find((row) => row[1]?.endsWith(`:${hex}`) && row[3] === "0A")?.[9];
  return inode && processWithSocket(inode);
}

function processWithSocket(inode: string): string | undefined {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const files = seen(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    if (!files.some((fd) => seen(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) === `socket:[${inode}]`)) continue;
    const command = seen(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? "";
    return `process ${pid} (${command.replaceAll("\0", " ").trim().slice(0, 80)})`;
  }
  return undefined;
}

/** Processes and their files come and go, and not all are ours to see. */
function seen<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
