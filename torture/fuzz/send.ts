/** Sends any bytes as a gRPC call, as no gRPC client would, and says what came back. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { status } from "@grpc/grpc-js";
import type { HostileRequest } from "./hostile-request.ts";

export type Answer =
  /** A gRPC status by name ("42" for one that gRPC does not know), and the bytes before it. */
  | { kind: "status"; status: string; message: string; bytes: Buffer }
  /** An endless answer has begun. */
  | { kind: "begun" }
  /** HTTP alone answered: the request was no call. */
  | { kind: "http"; code: number }
  | { kind: "broken-off"; why: string }
  /** HTTP/2's REFUSED_STREAM: nobody has looked at it. */
  | { kind: "refused" }
  | { kind: "silent" };

const PATIENCE_MS = 15_000;

export class Sender {
  readonly #sound: Connection;
  readonly #odd: Connection;
  /** Odd headers may end the whole connection: they have another one, and on it their turns. */
  #oddTurn: Promise<unknown> = Promise.resolve();

  constructor(address: string) {
    this.#sound = new Connection(address);
    this.#odd = new Connection(address);
  }

  async send(request: HostileRequest): Promise<Answer> {
    if (request.how.oddHeaders) {
      const answer = this.#oddTurn.then(() => exchange(this.#odd.session(), request));
      this.#oddTurn = answer;
      return answer;
    }
    const answer = await exchange(this.#sound.session(), request);
    // A connection that has become old refuses what crossed its last word; nothing was done, and every client asks again.
    return answer.kind === "refused" ? exchange(this.#sound.session(), request) : answer;
  }

  close(): void {
    this.#sound.close();
    this.#odd.close();
  }
}

/** One after another. */
class Connection {
  readonly #address: string;
  #session: ClientHttp2Session | undefined;

  constructor(address: string) {
    this.#address = address;
  }

  session(): ClientHttp2Session {
    if (!this.#session || this.#session.closed || this.#session.destroyed) this.#session = open(this.#address);
    return this.#session;
  }

  close(): void {
    this.#session?.destroy();
  }
}

function open(address: string): ClientHttp2Session {
  const session = connect(`http://${address}`, { maxSessionMemory: 100, settings: { enablePush: false } });
  session.setMaxListeners(0);
  // Each call under way hears of it too.
  session.on("error", () => {});
  // The server ends a connection that has become old; calls under way go on.
  session.on("goaway", () => session.close());
  return session;
}

async function exchange(session: ClientHttp2Session, request: HostileRequest): Promise<Answer> {
  let stream: ClientHttp2Stream;
  try {
    stream = session.request({ ":method": "POST", ":path": request.path, ...request.headers });
  } catch (error) {
    return { kind: "broken-off", why: error instanceof Error ? error.message : String(error) };
  }
  const patience = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), PATIENCE_MS);
  const answer = await new Promise<Answer>((resolve) => {
    const parts: Buffer[] = [];
    const look = (headers: Record<string, unknown>) => {
      const found = headers["grpc-status"];
      if (found === undefined) return;
      const message = decoded(String(headers["grpc-message"] ?? ""));
      resolve({ kind: "status", status: status[Number(found)] ?? String(found), message, bytes: Buffer.concat(parts) });
    };
    let http = 0;
    stream.on("response", (headers) => {
      http = Number(headers[":status"]);
      look(headers);
    });
    stream.on("trailers", look);
    stream.on("data", (part: Buffer) => {
      parts.push(part);
      if (request.endless) resolve({ kind: "begun" });
    });
    stream.on("error", (error) =>
      resolve(
        stream.rstCode === constants.NGHTTP2_REFUSED_STREAM
          ? { kind: "refused" }
          : { kind: "broken-off", why: error.message },
      ),
    );
    stream.on("close", () => {
      if (stream.rstCode === constants.NGHTTP2_CANCEL) resolve({ kind: "silent" });
      else if (stream.rstCode !== 0) resolve({ kind: "broken-off", why: `HTTP/2 error ${stream.rstCode}` });
      else resolve(http === 200 || http === 0 ? { kind: "silent" } : { kind: "http", code: http });
    });
    stream.end(request.body);
  });
  clearTimeout(patience);
  // What still comes is of no interest, but must be taken for the stream to end.
  stream.resume();
  if (answer.kind === "begun") stream.close(constants.NGHTTP2_CANCEL);
  return answer;
}

function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}
