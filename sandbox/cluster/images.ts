/** The images that every pod needs, put into the sandbox's own registry. */
import path from "node:path";
import { run } from "../process.ts";
import { dockerSocket } from "./daemons.ts";
import { BASE_IMAGE, type Plan } from "./plan.ts";

export async function ensureImages(plan: Plan): Promise<void> {
  const registry = `localhost:${plan.ports.registry}`;
  if (!(await hasImage(registry, "pause", "1"))) await importPause(plan, `${registry}/pause:1`);
  const [name = "", tag = ""] = BASE_IMAGE.split(":");
  if (await hasImage(registry, name, tag)) return;
  const reference = `${registry}/${BASE_IMAGE}`;
  const changes = ["--change", 'ENTRYPOINT ["node"]', "--change", "ENV PATH=/usr/local/bin:/usr/bin:/bin"];
  await docker(plan, ["import", ...changes, path.join(plan.base, "base.tar"), reference]);
  await docker(plan, ["push", "-q", reference]);
}

async function importPause(plan: Plan, reference: string) {
  const tar = "/tmp/pause.tar";
  const made = await run("tar", ["-C", plan.pause, "-cf", tar, "pause"]);
  if (made.code !== 0) throw new Error(`tar: ${made.stderr}`);
  await docker(plan, ["import", "--change", 'ENTRYPOINT ["/pause"]', tar, reference]);
  await docker(plan, ["push", "-q", reference]);
}

async function hasImage(registry: string, name: string, tag: string): Promise<boolean> {
  const accept = "application/vnd.docker.distribution.manifest.v2+json";
  const answer = await fetch(`http://${registry}/v2/${name}/manifests/${tag}`, { method: "HEAD", headers: { accept } });
  return answer.ok;
}

async function docker(plan: Plan, args: string[]) {
  const ran = await run("/usr/bin/docker", ["-H", `unix://${dockerSocket(plan)}`, ...args]);
  if (ran.code !== 0) throw new Error(`docker ${args[0]}: ${ran.stderr.trim()}`);
}
