/** The stream of a build or a push, line by line. */
import type Docker from "dockerode";

/** Docker with a call of dockerode's that its types lack: it reads BuildKit's progress too. */
export type Daemon = Docker & {
  followProgress: (
    stream: NodeJS.ReadableStream,
    onFinished: (error: Error | null, events: Event[]) => void,
    onEvent: (event: Event) => void,
  ) => void;
};

/** What Docker's Engine API sends: a line of a build, the state of a layer, or a result. */
export type Event = {
  stream?: string;
  id?: string;
  status?: string;
  progress?: string;
  error?: string;
  errorDetail?: { message?: string };
  aux?: { Digest?: string };
};

const TAIL_LINES = 25;

/** All events. Throws what the daemon says went wrong, with the end of the output. */
export function follow(docker: Daemon, stream: NodeJS.ReadableStream, tell: (line: string) => void): Promise<Event[]> {
  const told: string[] = [];
  const onEvent = (event: Event) => {
    const status = [[event.id, event.status].filter(Boolean).join(": "), event.progress].filter(Boolean).join(" ");
    const lines = (event.stream ?? status).split(/[\r\n]+/).filter((line) => line.trim() !== "");
    told.push(...lines);
    for (const line of lines) tell(line);
  };
  return new Promise((resolve, reject) => {
    docker.followProgress(
      stream,
      (error, events) => {
        const failed = events.findLast((event) => event.error !== undefined || event.errorDetail !== undefined);
        const message = failed?.errorDetail?.message ?? failed?.error ?? error?.message;
        if (message === undefined) resolve(events);
        else reject(new Error([message, ...told.slice(-TAIL_LINES).map((line) => `    ${line}`)].join("\n")));
      },
      onEvent,
    );
  });
}
