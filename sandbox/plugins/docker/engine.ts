/** The Docker daemon: the one that the provider names, else the environment's, else this machine's. */
import type Docker from "dockerode";

/** `host` as DOCKER_HOST has it: unix:///path, tcp://host:port. "" leaves it to the environment. */
export async function connectDocker(host: string): Promise<Docker> {
  // Most runs build nothing.
  const { default: Docker } = await import("dockerode");
  if (host === "") return new Docker();
  const url = new URL(host.includes("://") ? host : `tcp://${host}`);
  if (url.protocol === "unix:") return new Docker({ socketPath: url.pathname });
  if (url.protocol === "tcp:" || url.protocol === "http:" || url.protocol === "https:")
    return new Docker({
      host: url.hostname,
      port: Number(url.port || 2375),
      protocol: url.protocol === "https:" || url.port === "2376" ? "https" : "http",
    });
  throw new Error(`docker:host is "${host}"; it can be unix:///path/to/docker.sock or tcp://host:port`);
}

/** What "nobody answers" means to someone who has never heard of a socket. */
export function explainConnection(error: unknown, host: string): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!["ENOENT", "ECONNREFUSED", "EACCES", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT"].includes(code))
    return error instanceof Error ? error : new Error(String(error));
  const where = host || "its usual socket";
  const remedy =
    code === "EACCES"
      ? "add your user to the group that may use it (docker), or run as root"
      : "start Docker, or set DOCKER_HOST (or docker:host) to where it listens, such as unix:///var/run/docker.sock";
  return new Error(`no Docker daemon can be used at ${where} (${code}): ${remedy}`, { cause: error });
}
