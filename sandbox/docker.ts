/** Whether a Docker daemon is there, and whether it can get an image. */
import Docker from "dockerode";
import { Problem, reasonOf } from "./problem.ts";

export async function dockerAnswers(dockerHost: string | undefined): Promise<boolean> {
  try {
    await connect(dockerHost).ping();
    return true;
  } catch {
    return false;
  }
}

/** Pulls the image unless the daemon has it. */
export async function requireImage(dockerHost: string | undefined, image: string): Promise<void> {
  const docker = connect(dockerHost);
  try {
    await docker.getImage(image).inspect();
    return;
  } catch {
    // Not there yet.
  }
  try {
    const stream = await docker.pull(image);
    await new Promise<void>((resolve, reject) =>
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())),
    );
  } catch (error) {
    throw new Problem(
      `the base image ${image} cannot be had: ${reasonOf(error)}`,
      "Name one that this machine can pull, with Node 24 or newer in it: --base IMAGE.",
    );
  }
}

/** As Docker's own client chooses: DOCKER_HOST, else the usual socket. */
function connect(dockerHost: string | undefined): Docker {
  if (!dockerHost) return new Docker({ socketPath: "/var/run/docker.sock", timeout: 600_000 });
  if (dockerHost.startsWith("unix://"))
    return new Docker({ socketPath: dockerHost.slice("unix://".length), timeout: 600_000 });
  const url = new URL(dockerHost);
  return new Docker({ host: url.hostname, port: url.port || 2375, protocol: "http", timeout: 600_000 });
}
