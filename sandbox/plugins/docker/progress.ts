/** The stream of a build or a push, line by line. */
import type Docker from "dockerode";
import { traceLines } from "./buildkit-trace.ts";
import { at, textOf } from "./json.ts";

export type Progress = {
  /** The last lines of output. */
  tail: string[];
  /** What came in `aux`: the digest of a push. */
  aux: unknown[];
};

const TAIL_LINES = 25;

/** Throws what the daemon says went wrong, with the end of the output. */
export function follow(docker: Docker, stream: NodeJS.ReadableStream, tell: (line: string) => void): Promise<Progress> {
  const progress: Progress = { tail: [], aux: [] };
  let failure: string | undefined;

  const onEvent = (event: unknown) => {
    const error = textOf(at(event, "errorDetail"), "message") || textOf(event, "error");
    if (error !== "") failure = error;
    const trace = textOf(event, "id") === "moby.buildkit.trace" ? textOf(event, "aux") : undefined;
    if (trace === undefined && at(event, "aux") !== undefined) progress.aux.push(at(event, "aux"));
    for (const line of trace === undefined ? linesOf(event) : traceLines(trace)) {
      progress.tail.push(line);
      if (progress.tail.length > TAIL_LINES) progress.tail.shift();
      tell(line);
    }
  };

  return new Promise((resolve, reject) => {
    const onFinished = (error: Error | null) => {
      const message = failure ?? error?.message;
      if (message === undefined) resolve(progress);
      else reject(new Error([message, ...progress.tail.map((line) => `    ${line}`)].join("\n")));
    };
    docker.modem.followProgress(stream, onFinished, onEvent);
  });
}

function linesOf(event: unknown): string[] {
  const status = [textOf(event, "id"), textOf(event, "status")].filter((part) => part !== "").join(": ");
  const text = textOf(event, "stream") || [status, textOf(event, "progress")].filter((part) => part !== "").join(" ");
  return text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
}
