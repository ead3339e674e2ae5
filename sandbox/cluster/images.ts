/** The images that every pod needs, put into the sandbox's own registry. */
import path from "node:path";
import { run } from "../process.ts";
import { dockerSocket } from "./daemons.ts";
import { BASE_IMAGE, type Plan, POSTGRES_IMAGE } from "./plan.ts";

export async function ensureImages(plan: Plan): Promise<void> {
  const registry = `localhost:${plan.ports.registry}`;
  const makers = {
    "pause:1": importPause,
    [BASE_IMAGE]: importBase,
    [POSTGRES_IMAGE]: (plan: Plan, reference: string) => buildPostgres(plan, reference, `${registry}/${BASE_IMAGE}`),
  };
  for (const [name, make] of Object.entries(makers)) {
    if (await hasImage(registry, name)) continue;
    await make(plan, `${registry}/${name}`);
    await docker(plan, ["push", "-q", `${registry}/${name}`]);
  }
}

async function importPause(plan: Plan, reference: string) {
  const tar = "/tmp/pause.tar";
  const made = await run("tar", ["-C", plan.pause, "-cf", tar, "pause"]);
  if (made.code !== 0) throw new Error(`tar: ${made.stderr}`);
  await docker(plan, ["import", "--change", 'ENTRYPOINT ["/pause"]', tar, reference]);
}

async function importBase(plan: Plan, reference: string) {
  const changes = ["--change", 'ENTRYPOINT ["node"]', "--change", "ENV PATH=/usr/local/bin:/usr/bin:/bin"];
  await docker(plan, ["import", ...changes, path.join(plan.base, "base.tar"), reference]);
}

async function buildPostgres(plan: Plan, reference: string, base: string) {
  await docker(plan, ["build", "-q", "--build-arg", `BASE=${base}`, "-t", reference, plan.postgres]);
}

async function hasImage(registry: string, image: string): Promise<boolean> {
  const [name = "", tag = ""] = image.split(":");
  const accept = "application/vnd.docker.distribution.manifest.v2+json";
  const answer = await fetch(`http://${registry}/v2/${name}/manifests/${tag}`, { method: "HEAD", headers: { accept } });
  return answer.ok;
}

async function docker(plan: Plan, args: string[]) {
  // The builder that is part of the daemon: the other one is a program of its own.
  const env = { ...process.env, DOCKER_BUILDKIT: "0" };
  const ran = await run("/usr/bin/docker", ["-H", `unix://${dockerSocket(plan)}`, ...args], { env });
  if (ran.code !== 0) throw new Error(`docker ${args[0]}: ${ran.stderr.trim()}`);
}
