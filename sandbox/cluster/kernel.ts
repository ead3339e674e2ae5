/** What the sandbox needs of the kernel, without changing anything of the machine's. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { run } from "../process.ts";
import { NODE_ADDRESS, POD_GATEWAY, POD_SUBNET } from "./plan.ts";

/** Kubelet writes these for the whole machine unless they have its values already (its pkg/kubelet/cm, setupKernelTunables). */
const KUBELET_WANTS = {
  "vm/overcommit_memory": "1",
  "vm/panic_on_oom": "0",
  "kernel/panic": "10",
  "kernel/panic_on_oops": "1",
  "kernel/keys/root_maxkeys": "1000000",
  "kernel/keys/root_maxbytes": "25000000",
};

/** Lays files with those values over the kernel's, in this mount namespace: kubelet is content, the machine is as it was. */
export async function keepKernelSettings(): Promise<void> {
  mkdirSync("/run/sysctl", { recursive: true });
  for (const [name, value] of Object.entries(KUBELET_WANTS)) {
    const real = `/proc/sys/${name}`;
    if (!existsSync(real)) continue;
    const own = `/run/sysctl/${name.replaceAll("/", ".")}`;
    writeFileSync(own, `${value}\n`);
    await must("mount", ["--bind", own, real]);
  }
}

export async function setUpNetwork(): Promise<void> {
  await must("ip", ["link", "set", "lo", "up"]);
  // The node's address, and the pods' gateway (the CNI plugin takes the bridge as it finds it, so DNS can listen there before any pod).
  for (const [bridge, address] of [
    ["node0", `${NODE_ADDRESS}/24`],
    ["cni0", `${POD_GATEWAY}/${POD_SUBNET.split("/")[1]}`],
  ] as const) {
    await must("ip", ["link", "add", bridge, "type", "bridge"]);
    await must("ip", ["addr", "add", address, "dev", bridge]);
    await must("ip", ["link", "set", bridge, "up"]);
  }
  await must("ip", ["route", "add", "default", "dev", "node0"]);
  writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
  const bridged = "/proc/sys/net/bridge/bridge-nf-call-iptables";
  if (existsSync(bridged)) writeFileSync(bridged, "1");
  // Docker sets the FORWARD policy to DROP; pods pass all the same.
  for (const end of ["-s", "-d"]) await must("iptables", ["-I", "FORWARD", end, POD_SUBNET, "-j", "ACCEPT"]);
  writeFileSync("/etc/resolv.conf", "# The sandbox has no way out; pods ask the cluster's DNS.\n");
  writeFileSync("/etc/hosts", "127.0.0.1 localhost\n");
}

async function must(command: string, args: string[]) {
  const ran = await run(command, args);
  if (ran.code !== 0) throw new Error(`${command} ${args.join(" ")}: ${ran.stderr.trim()}`);
}
