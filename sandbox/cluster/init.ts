/**
 * The first process inside the sandbox (below tini): starts the daemons in their order, tells how far it is in
 * run/boot.json, and keeps them running. It never ends by itself; `npm run stop` ends the whole namespace.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { socketPath } from "../paths.ts";
import { reasonOf } from "../problem.ts";
import { replaceFile } from "../replace-file.ts";
import { apiAs } from "./api.ts";
import { prepareCgroups } from "./cgroups.ts";
import {
  cniConflist,
  containerdToml,
  corefile,
  insideServer,
  kubeconfig,
  kubeletYaml,
  metricsApi,
  registryYaml,
} from "./config-files.ts";
import * as daemons from "./daemons.ts";
import { listenOnSocket } from "./forward.ts";
import { ensureImages } from "./images.ts";
import { keepKernelSettings, setUpNetwork } from "./kernel.ts";
import { ensurePki } from "./pki.ts";
import { type Boot, bootFile, cgroupName, forwardsOf, NODE_NAME, type Plan, planFile } from "./plan.ts";
import { Supervisor } from "./supervisor.ts";
import { provideVolumes, storageClass } from "./volumes.ts";

const state = process.argv[2] ?? "";
const plan = JSON.parse(readFileSync(planFile({ state }), "utf8")) as Plan;
const supervisor = new Supervisor(path.join(state, "log"), process.env);
let step = "";

const tell = (boot: Boot) => replaceFile(bootFile({ state }), JSON.stringify(boot));

async function at<T>(title: string, work: () => Promise<T> | T): Promise<T> {
  step = title;
  tell({ phase: "starting", step });
  return work();
}

async function bootDocker() {
  rmSync(daemons.dockerSocket(plan), { force: true });
  await at("Docker", () => supervisor.start(daemons.dockerd(plan)));
}

async function bootCluster() {
  await at("network", () => setUpNetwork());
  await at("certificates", () => ensurePki(path.join(state, "pki")));
  writeConfigFiles();
  rmSync(daemons.dockerSocket(plan), { force: true });
  await at("Docker, registry and etcd", () => {
    const first = [daemons.dockerd, daemons.registry, daemons.containerd, daemons.etcd];
    return Promise.all(first.map((of) => supervisor.start(of(plan))));
  });
  // Only pods wait for images, so they are made beside the rest.
  const images = ensureImages(plan);
  images.catch(() => undefined);
  await at("API server", () => supervisor.start(daemons.apiserver(plan)));
  await at("controllers, kubelet and DNS", () => {
    const rest = [daemons.controllerManager, daemons.scheduler, daemons.kubelet, daemons.kubeProxy, daemons.coredns];
    return Promise.all([...rest.map((of) => supervisor.start(of(plan))), startVolumes()]);
  });
  await at("base images", () => images);
  for (const { name, insidePort } of forwardsOf(plan.ports))
    await listenOnSocket(socketPath({ state }, name), insidePort);
}

async function startVolumes() {
  await apply(JSON.stringify(storageClass));
  const read = (name: string) => readFileSync(path.join(state, "pki", name), "utf8");
  const api = apiAs({ ca: read("ca.crt"), cert: read("admin.crt"), key: read("admin.key") });
  void provideVolumes(api, path.join(state, "volumes"));
}

async function apply(objects: string) {
  const applied = await daemons.kubectl(plan, ["apply", "-f", "-"], objects);
  if (applied.code !== 0) throw new Error(`kubectl apply failed: ${applied.stderr}`);
}

/** Its binary is built last, and nothing but the autoscalers waits for it. */
async function metricsWhenBuilt() {
  while (!existsSync(path.join(plan.metricsServer, "metrics-server"))) await delay(1000);
  await supervisor.start(daemons.metricsServer(plan));
  await apply(metricsApi());
  tell({ phase: "ready", metrics: true });
}

function writeConfigFiles() {
  const write = (name: string, text: string) => writeFileSync(daemons.file(plan, name), text, { mode: 0o600 });
  const pki = (name: string) => path.join(state, "pki", name);
  mkdirSync(path.join(state, "config", "cni"), { recursive: true, mode: 0o700 });
  const read = (name: string) => readFileSync(pki(name)).toString("base64");
  const admin = { ca: read("ca.crt"), certificate: read("admin.crt"), key: read("admin.key") };
  write("inside.kubeconfig", kubeconfig(NODE_NAME, insideServer, admin));
  write("registry.yaml", registryYaml(path.join(state, "registry"), plan.ports.registry));
  write(
    "containerd.toml",
    containerdToml(
      path.join(state, "containerd"),
      path.join(state, "config", "cni"),
      `localhost:${plan.ports.registry}/pause:1`,
    ),
  );
  write("cni/10-holdfast.conflist", cniConflist());
  write("kubelet.yaml", kubeletYaml(pki("ca.crt"), `/${cgroupName(plan.paths)}`, "/var/log/pods"));
  write("Corefile", corefile(daemons.insideKubeconfig(plan)));
  const outside = kubeconfig(`holdfast-${plan.paths.id}`, `https://127.0.0.1:${plan.ports.api}`, admin);
  writeFileSync(path.join(state, "kubeconfig"), outside, { mode: 0o600 });
}

try {
  mkdirSync(path.join(state, "log"), { recursive: true });
  await at("cgroups", () => prepareCgroups(cgroupName(plan.paths)));
  await at("kernel settings", keepKernelSettings);
  await (plan.mode === "docker" ? bootDocker() : bootCluster());
  tell({ phase: "ready", metrics: false });
  if (plan.mode === "cluster") await metricsWhenBuilt();
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  const failedBeforeReady = !readFileSync(bootFile({ state }), "utf8").includes('"ready"');
  if (failedBeforeReady) {
    tell({ phase: "failed", step, reason: reasonOf(error) });
    process.exit(1);
  }
}
