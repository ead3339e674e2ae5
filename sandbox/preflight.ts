/** What must be so before anything is begun. */
import { existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { type Paths, socketPath } from "./paths.ts";
import { Problem } from "./problem.ts";

const GIB = 1024 ** 3;
const OWN_CLUSTER = "use your own cluster instead: `npm start -- --context NAME --registry HOST`";

export type Machine = {
  platform: NodeJS.Platform;
  uid: number;
  /** The effective capabilities as bits (capabilities(7)). */
  capabilities: bigint;
  freeMemory: number;
  freeDisk(folder: string): number;
};

const CAP_NET_ADMIN = 12n;
const CAP_SYS_ADMIN = 21n;

export function thisMachine(): Machine {
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(textOf("/proc/meminfo"));
  const capabilities = /^CapEff:\s+([0-9a-f]+)$/m.exec(textOf("/proc/self/status"));
  return {
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    capabilities: BigInt(`0x${capabilities?.[1] ?? "0"}`),
    freeMemory: available ? Number(available[1]) * 1024 : Number.POSITIVE_INFINITY,
    freeDisk(folder) {
      const { bavail, bsize } = statfsSync(nearestExisting(folder));
      return bavail * bsize;
    },
  };
}

/** A sandbox belongs to who started it, mostly root: others would be told that nothing runs. `uid` is the caller's. */
export function requireOwner(paths: Pick<Paths, "state">, uid: number): void {
  const owner = statSync(paths.state, { throwIfNoEntry: false })?.uid;
  if (owner === undefined || uid === 0 || uid === owner) return;
  throw new Problem(
    `the sandbox of this clone belongs to ${owner === 0 ? "root" : `user ${owner}`}`,
    "Run the same command as that user, like `sudo npm run status`.",
  );
}

/** What must be free, in GiB. */
export type Needs = { cache: number; state: number; memory: number };

/** For a cluster; little is left to write where its parts are built. Go's caches, mostly on the same disk, take 10 of the 12. */
export const clusterNeeds = (built: boolean): Needs => ({ cache: built ? 0.5 : 12, state: built ? 1 : 4, memory: 3 });

/** For a Docker daemon alone, and perhaps a Pulumi and its Kubernetes provider that must be built. */
export const dockerNeeds = (built: boolean): Needs => ({ cache: built ? 0.5 : 9, state: 1, memory: 1 });

/** Throws a Problem naming the first thing that is missing. `needs` is asked where there can be a sandbox at all. */
export function requireMachine(machine: Machine, paths: Paths, needs: () => Needs): void {
  if (machine.platform !== "linux")
    throw new Problem(
      `the sandbox is made of Linux namespaces, and this is ${machine.platform}`,
      `Run it on Debian 12, or ${OWN_CLUSTER}.`,
    );
  if (machine.uid !== 0)
    throw new Problem(
      "the sandbox needs root, to make namespaces and mounts of its own",
      `Run \`sudo npm start\`, or ${OWN_CLUSTER}.`,
    );
  for (const capability of [CAP_SYS_ADMIN, CAP_NET_ADMIN])
    if ((machine.capabilities & (1n << capability)) === 0n)
      throw new Problem(
        "this root may not make namespaces, mounts and networks of its own (a container without its privileges?)",
        `Start the container with --privileged, or ${OWN_CLUSTER}.`,
      );
  const longest = socketPath(paths, "order-staging");
  if (Buffer.byteLength(longest) > 107)
    throw new Problem(
      `the path of this clone is too long for a unix socket (${longest})`,
      "Clone it into a folder with a shorter path.",
    );
  const { cache, state, memory } = needs();
  for (const [folder, needed] of [
    [paths.cache, cache],
    [path.dirname(paths.state), state],
  ] as const) {
    const free = machine.freeDisk(folder);
    if (free < needed * GIB)
      throw new Problem(
        `${folder} has ${gib(free)} GiB of disk left, and ${needed} are needed`,
        "Free some space, or put the builds elsewhere with HOLDFAST_CACHE=FOLDER.",
      );
  }
  if (machine.freeMemory < memory * GIB)
    throw new Problem(
      `${gib(machine.freeMemory)} GiB of memory are available, and ${memory} are needed`,
      "Close something large and try again.",
    );
}

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : "");

/** Asking makes nothing: what is refused leaves no folder behind. */
function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}

const gib = (bytes: number) => (bytes / GIB).toFixed(1);
