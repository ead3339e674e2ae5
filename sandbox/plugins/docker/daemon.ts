/** The Docker daemon: as Docker's own client finds it, by DOCKER_HOST or at its usual socket. */
import type { Daemon } from "./progress.ts";

export async function connectDocker(): Promise<Daemon> {
  // Most runs build nothing.
  const { default: Docker } = await import("dockerode");
  return new Docker() as Daemon;
}

/** What "nobody answers" means to someone who has never heard of a socket; `host` is DOCKER_HOST. */
export function explainConnection(error: unknown, host: string | undefined): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!["ENOENT", "ECONNREFUSED", "EACCES", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT"].includes(code))
    return error instanceof Error ? error : new Error(String(error));
  const remedy =
    code === "EACCES"
      ? "add your user to the group that may use it (docker), or run as root"
      : "start Docker, or set DOCKER_HOST to where it listens, such as unix:///var/run/docker.sock";
  return new Error(`no Docker daemon can be used at ${host || "its usual socket"} (${code}): ${remedy}`, {
    cause: error,
  });
}
