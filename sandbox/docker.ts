/** Whether a Docker daemon is there, and whether it can get an image. */
import Docker from "dockerode";
import { Problem, reasonOf } from "./problem.ts";

/** A pull takes long, but not ten minutes without a word. */
const PULL_PATIENCE_MS = 600_000;

export async function dockerAnswers(dockerHost: string | undefined, patienceMs = 5_000): Promise<boolean> {
  try {
    await connect(dockerHost, patienceMs).ping();
    return true;
  } catch {
    return false;
  }
}

/** What must be in the image that an option of `npm start` names. */
const WANTED = {
  base: "with Node 24 or newer in it",
  postgres: "with PostgreSQL in it, as postgres:18 has it",
} as const;

/** Pulls the image unless the daemon has it. */
export async function requireImage(
  dockerHost: string | undefined,
  option: keyof typeof WANTED,
  image: string,
): Promise<void> {
  const docker = connect(dockerHost, PULL_PATIENCE_MS);
  try {
    await docker.getImage(image).inspect();
    return;
  } catch {
    // Not there yet.
  }
  try {
    const stream = await docker.pull(image);
    // The Engine has answered 200 by then; a fault on the way is a line of the stream.
    let fault: unknown;
    const keepFault = (line: { error?: string }) => {
      fault ??= line.error && new Error(line.error);
    };
    await new Promise<void>((resolve, reject) =>
      docker.modem.followProgress(stream, (error) => (error || fault ? reject(error ?? fault) : resolve()), keepFault),
    );
  } catch (error) {
    throw new Problem(
      `the image ${image} (--${option}) cannot be had: ${reasonOf(error)}`,
      `Name one that this machine can pull, ${WANTED[option]}: --${option} IMAGE.`,
    );
  }
}

/** As Docker's own client chooses: DOCKER_HOST, else the usual socket. */
function connect(dockerHost: string | undefined, timeout: number): Docker {
  if (!dockerHost) return new Docker({ socketPath: "/var/run/docker.sock", timeout });
  if (dockerHost.startsWith("unix://")) return new Docker({ socketPath: dockerHost.slice("unix://".length), timeout });
  const url = new URL(dockerHost);
  return new Docker({ host: url.hostname, port: url.port || 2375, protocol: "http", timeout });
}
