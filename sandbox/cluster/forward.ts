/**
 * The way into the sandbox: a port on 127.0.0.1 outside leads to a unix socket, which both sides see, and that to a port inside.
 */

import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";

/** One side may have said all while the other still answers. */
const HALVES = { allowHalfOpen: true };

/** Inside: a unix socket that leads to a TCP port of this namespace. */
export function listenOnSocket(socketFile: string, port: number): Promise<Server> {
  rmSync(socketFile, { force: true });
  return listen(
    createServer(HALVES, (client) => join(client, connect({ host: "127.0.0.1", port, ...HALVES }))),
    { path: socketFile },
  );
}

/** Outside: a port on 127.0.0.1 that leads to a unix socket. Rejects with EADDRINUSE when the port is taken. */
export function listenOnPort(port: number, socketFile: string): Promise<Server> {
  return listen(
    createServer(HALVES, (client) => join(client, connect({ path: socketFile, ...HALVES }))),
    { host: "127.0.0.1", port },
  );
}

async function listen(server: Server, where: { path: string } | { host: string; port: number }): Promise<Server> {
  server.listen(where);
  await once(server, "listening");
  return server;
}

function join(client: Socket, target: Socket) {
  for (const socket of [client, target]) socket.setNoDelay(true);
  // Each passes on the other's end once all before it is delivered; a fault of the one destroys both.
  pipeline(client, target, () => undefined);
  pipeline(target, client, () => undefined);
}
