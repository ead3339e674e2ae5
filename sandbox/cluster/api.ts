/** The sandbox's own API server, from inside and as its administrator: JSON over HTTPS. */
import { Agent, request } from "node:https";
import { insideServer } from "./config-files.ts";

export type Api = <Answer>(method: "GET" | "POST" | "DELETE", path: string, body?: object) => Promise<Answer>;

/** `ca`, `cert` and `key` are PEM texts. An answer that is no success is an error with the server's own words. */
export function apiAs(credentials: { ca: string; cert: string; key: string }): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...credentials });
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const outgoing = request(`${insideServer}${path}`, { agent, method, headers, timeout: 10_000 }, (incoming) => {
        let text = "";
        incoming.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        incoming.on("error", reject);
        incoming.on("end", () => {
          const code = incoming.statusCode ?? 0;
          if (code < 200 || code > 299) reject(new Error(`${method} ${path}: ${code} ${text}`));
          else resolve(JSON.parse(text));
        });
      });
      outgoing.on("timeout", () => outgoing.destroy(new Error(`${method} ${path}: no answer within 10 s`)));
      outgoing.on("error", reject);
      outgoing.end(body && JSON.stringify(body));
    });
}
