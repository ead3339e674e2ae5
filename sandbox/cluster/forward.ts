/**
 * The way into the sandbox: a port on 127.0.0.1 outside leads to a unix socket, which both sides see, and that to a port inside.
 */

import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Inside: a unix socket that leads to a TCP port of this namespace. */
export function listenOnSocket(socketFile: string, port: number): Promise<Server> {
  rmSync(socketFile, { force: true });
  return listen(
    createServer((client) => join(client, connect({ host: "127.0.0.1", port }))),
    { path: socketFile },
  );
}

/** Outside: a port on 127.0.0.1 that leads to a unix socket. Rejects with EADDRINUSE when the port is taken. */
export function listenOnPort(port: number, socketFile: string): Promise<Server> {
  return listen(
    createServer((client) => join(client, connect({ path: socketFile }))),
    { host: "127.0.0.1", port },
  );
}

async function listen(server: Server, where: { path: string } | { host: string; port: number }): Promise<Server> {
  server.listen(where);
  await once(server, "listening");
  return server;
}

function join(client: Socket, target: Socket) {
  client.setNoDelay(true);
  target.setNoDelay(true);
  client.pipe(target).pipe(client);
  // The one's end is the other's end, however it came.
  client.on("error", () => target.destroy());
  target.on("error", () => client.destroy());
  client.on("close", () => target.destroy());
  target.on("close", () => client.destroy());
}
