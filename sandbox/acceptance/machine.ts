/** What the sandbox must leave as it found it. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export type Snapshot = {
  processes: string[];
  mounts: string[];
  links: string[];
  rules: string[];
  cgroups: string[];
  kernel: string[];
};

const KERNEL = [
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "kernel/panic",
  "kernel/panic_on_oops",
  "net/ipv4/ip_forward",
];

/** Processes are those that name one of `marks` (a folder) in their command line: other people's come and go. */
export function snapshot(marks: string[]): Snapshot {
  return {
    processes: processes(marks),
    mounts: lines(readFileSync("/proc/self/mounts", "utf8")),
    links: readdirSync("/sys/class/net").sort(),
    rules: ["filter", "nat", "mangle"].flatMap(rulesOf),
    cgroups: cgroups(),
    kernel: KERNEL.map((name) => `${name}=${readFileSync(`/proc/sys/${name}`, "utf8").trim()}`),
  };
}

function processes(marks: string[]): string[] {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const commands = all.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    } catch {
      return "";
    }
  });
  const daemon = /\b(dockerd|containerd(-shim\S*)?|etcd|docker-registry|kube(let|-\w+)?|coredns|metrics-server|tini)\b/;
  return commands.filter((command) => marks.some((mark) => command.includes(mark)) && daemon.test(command)).sort();
}

/** Rules of the machine's own network namespace, by whichever tool there is; none is no rules. */
function rulesOf(table: string): string[] {
  const tool = ["/usr/sbin/iptables-save", "/sbin/iptables-save"].find(existsSync);
  if (!tool)
    return existsSync("/proc/net/ip_tables_names") ? lines(readFileSync("/proc/net/ip_tables_names", "utf8")) : [];
  return lines(execFileSync(tool, ["-t", table], { encoding: "utf8" })).filter((line) => !line.startsWith("#"));
}

function cgroups(): string[] {
  const found: string[] = [];
  const walk = (folder: string, depth: number) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) {
        found.push(path.join(folder, entry.name));
        if (depth > 0) walk(path.join(folder, entry.name), depth - 1);
      }
  };
  walk("/sys/fs/cgroup", 2);
  return found.sort();
}

const lines = (text: string) => text.trim().split("\n").filter(Boolean).sort();

/** The process (as this machine counts) that is the first of a container, by the container's id in its cgroup. */
export function pidOfContainer(id: string): number {
  const inIt = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cgroup`, "utf8").includes(id);
    } catch {
      return false;
    }
  });
  const pid = Math.min(...inIt.map(Number));
  if (!Number.isFinite(pid)) throw new Error(`no process belongs to container ${id}`);
  return pid;
}
