/** Looks at a registry that is somebody else's, before anything is begun. */
import { request as plain } from "node:http";
import { request as tls } from "node:https";
import { Problem, reasonOf } from "./problem.ts";

const PATIENCE_MS = 5_000;

/** A registry answers GET /v2/ with 200, or with 401 when it wants a login (OCI distribution spec, "Determining support"). */
export async function requireRegistry(registry: string, patienceMs = PATIENCE_MS): Promise<void> {
  const url = registryUrl(registry);
  let reason: string;
  try {
    const status = await statusOf(url, patienceMs);
    if (status === 200 || status === 401) return;
    reason = `it answers ${status} to ${url.pathname}`;
  } catch (error) {
    reason = reasonOf(error);
  }
  throw new Problem(
    `the registry ${url.host} cannot be used: ${reason}`,
    "Check its name, that it runs, and that this machine reaches it.",
  );
}

/** Where the registry of an image name answers; as Docker does, a loopback one is spoken to without TLS. */
export function registryUrl(registry: string): URL {
  const [, host = ""] = /^([\w.-]+(?::\d+)?)(?:\/[\w.-]+)*$/.exec(registry) ?? [];
  if (!URL.canParse(`http://${host}`))
    throw new Problem(`--registry is "${registry}": it must be HOST[:PORT][/PATH]`, "Like --registry ghcr.io/acme.");
  // Docker Hub's images are named docker.io, which is a web page.
  if (host === "docker.io") return new URL("https://registry-1.docker.io/v2/");
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+)(:|$)/.test(host);
  return new URL(`${loopback ? "http" : "https"}://${host}/v2/`);
}

function statusOf(url: URL, patienceMs: number): Promise<number> {
  const request = url.protocol === "http:" ? plain : tls;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(patienceMs);
    const call = request(url, { signal, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on("error", (error) =>
      reject(signal.aborted ? new Error(`no answer within ${patienceMs / 1000} s`) : withWords(error)),
    );
    call.end();
  });
}

/** Node tries every address of a name, and its fault of having failed with all of them has no words. */
function withWords(error: Error): Error {
  return error instanceof AggregateError && !error.message ? (error.errors[0] as Error) : error;
}
