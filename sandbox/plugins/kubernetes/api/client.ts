/** JSON over HTTP to one API server. */
import http from "node:http";
import https from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Value } from "../../rpc/values.ts";
import { ApiError } from "./api-error.ts";

export type ApiRequest = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string>;
  body?: Value;
  contentType?: string;
  signal?: AbortSignal;
};

/** Throws ApiError for an answer that is no success, and the socket's error where there is no answer. */
export type ApiClient = {
  request: (request: ApiRequest) => Promise<Value>;
  close: () => void;
};

const SILENCE_MS = 30_000;

/** `onWarning` hears what the server warns of (RFC 9110's Warning header), such as unknown fields. */
export async function connectApi(config: KubeConfig, onWarning: (text: string) => void = () => {}): Promise<ApiClient> {
  const server = config.getCurrentCluster()?.server ?? "";
  let options = await connectionOptions(config);

  const send = async (request: ApiRequest): Promise<Value> => {
    const { code, body, warnings } = await exchange(server, options, request);
    if (request.method !== "GET") warnings.forEach(onWarning);
    if (code < 200 || code > 299) throw new ApiError(code, body);
    return body;
  };
  return {
    request: async (request) => {
      try {
        return await send(request);
      } catch (error) {
        if (!(error instanceof ApiError && error.code === 401)) throw error;
        // Tokens of a credential plugin run out; a second refusal is final.
        options.agent.destroy();
        options = await connectionOptions(config);
        return send(request);
      }
    },
    close: () => options.agent.destroy(),
  };
}

type ConnectionOptions = https.RequestOptions & { agent: http.Agent };

/** Certificates, tokens and one agent that keeps its connections. */
async function connectionOptions(config: KubeConfig): Promise<ConnectionOptions> {
  const options: https.RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  if (config.getCurrentCluster()?.server.startsWith("http:"))
    return { ...options, agent: new http.Agent({ keepAlive: true }) };
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
  const given = Object.entries({ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername });
  const tls = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const proxied = config.getCurrentCluster()?.proxyUrl ? options.agent : undefined;
  return { ...options, agent: proxied instanceof http.Agent ? proxied : new https.Agent({ keepAlive: true, ...tls }) };
}

type Answer = { code: number; body: Value; warnings: string[] };

function exchange(server: string, options: ConnectionOptions, request: ApiRequest): Promise<Answer> {
  const url = new URL(server.replace(/\/$/, "") + request.path);
  for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.set(key, value);
  const payload = request.body === undefined ? undefined : JSON.stringify(request.body);
  const headers: http.OutgoingHttpHeaders = {
    ...(options.headers as http.OutgoingHttpHeaders),
    accept: "application/json",
  };
  if (payload !== undefined) {
    headers["content-type"] = request.contentType ?? "application/json";
    headers["content-length"] = Buffer.byteLength(payload);
  }
  const { request: start } = url.protocol === "http:" ? http : https;
  return new Promise((resolve, reject) => {
    const outgoing = start(url, { ...options, method: request.method, headers, signal: request.signal }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ code: incoming.statusCode ?? 0, body: parse(text), warnings: warningsOf(incoming.headers.warning) });
      });
    });
    outgoing.setTimeout(SILENCE_MS, () =>
      outgoing.destroy(new Error(`${url.host} has not answered within ${SILENCE_MS / 1000} s`)),
    );
    outgoing.on("error", (error) => reject(new Error(reasonOf(error, url.host), { cause: error })));
    outgoing.end(payload);
  });
}

/** A connection refused on all addresses of a name is an AggregateError with an empty message. */
function reasonOf(error: Error & { code?: string }, host: string): string {
  return error.message || `${error.code ?? "no connection"} at ${host}`;
}

/** A proxy or a crash may answer in prose. */
function parse(text: string): Value {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.trim().slice(0, 1000) };
  }
}

function warningsOf(header: string | string[] | undefined): string[] {
  const line = [header ?? []].flat().join(", ");
  return [...line.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) => (match[1] ?? "").replaceAll(/\\(.)/g, "$1"));
}
