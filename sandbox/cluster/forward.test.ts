import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { listenOnPort, listenOnSocket } from "./forward.ts";

const portOf = (server: Server) => (server.address() as AddressInfo).port;

describe("a forwarded port", () => {
  let folder: string;
  let socketFile: string;
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  beforeEach(() => {
    folder = testFolder();
    socketFile = path.join(folder, "it.sock");
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    for (const socket of sockets) socket.destroy();
  });

  /** The way from outside to `serve`, as the sandbox lays it. */
  async function forwarded(serve: (socket: Socket) => void): Promise<number> {
    const target = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      serve(socket);
    });
    target.listen({ host: "127.0.0.1", port: 0 });
    await once(target, "listening");
    const inside = await listenOnSocket(socketFile, portOf(target));
    const outside = await listenOnPort(0, socketFile);
    servers.push(target, inside, outside);
    return portOf(outside);
  }

  function open(port: number, allowHalfOpen = false): Socket {
    const socket = connect({ host: "127.0.0.1", port, allowHalfOpen });
    sockets.add(socket);
    return socket;
  }

  test("carries bytes both ways", async () => {
    const client = open(await forwarded((socket) => socket.pipe(socket)));
    client.write("one");
    assert.equal(String((await once(client, "data"))[0]), "one");
    client.write("two");
    assert.equal(String((await once(client, "data"))[0]), "two");
  });

  test("delivers all that was sent before the target ended, to a slow reader too", async () => {
    const sent = Buffer.alloc(8 * 1024 * 1024, "x");
    const targetDone = Promise.withResolvers<void>();
    const port = await forwarded((socket) => {
      socket.on("close", () => targetDone.resolve());
      socket.end(sent);
      socket.resume();
    });
    const client = open(port);
    await once(client, "connect");
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await buffer(client)).length, sent.length);
    await targetDone.promise;
  });

  test("lets a client that has said all hear the answer", async () => {
    const port = await forwarded((socket) => {
      buffer(socket).then((question) => socket.end(`heard ${question}`));
    });
    const client = open(port, true);
    client.end("all of it");
    assert.equal(String(await buffer(client)), "heard all of it");
  });

  test("tells the target when the client is gone", async () => {
    const gone = Promise.withResolvers<void>();
    const port = await forwarded((socket) => {
      socket.on("error", () => undefined).on("close", () => gone.resolve());
      socket.on("end", () => socket.end());
      socket.write("hello");
    });
    const client = open(port);
    await once(client, "data");
    client.destroy();
    await gone.promise;
  });

  test("closes the client's connection when nothing listens behind it", async () => {
    const target = createServer();
    target.listen({ host: "127.0.0.1", port: 0 });
    await once(target, "listening");
    const nobodys = portOf(target);
    await new Promise((resolve) => target.close(resolve));
    const outside = await listenOnPort(0, socketFile);
    servers.push(outside, await listenOnSocket(socketFile, nobodys));
    const client = open(portOf(outside)).on("error", () => undefined);
    await once(client, "close");
    assert.equal(outside.listening, true);
  });

  test("closes the client's connection when the sandbox behind it is gone", async () => {
    const outside = await listenOnPort(0, socketFile);
    servers.push(outside);
    const client = open(portOf(outside)).on("error", () => undefined);
    await once(client, "close");
    assert.equal(outside.listening, true);
  });

  test("takes the place of a socket file that an ended sandbox has left", async () => {
    writeFileSync(socketFile, "");
    servers.push(await listenOnSocket(socketFile, 1));
    await once(
      connect({ path: socketFile }).on("error", () => undefined),
      "close",
    );
  });

  test("says so when it is taken", async () => {
    const holder = createServer();
    holder.listen({ host: "127.0.0.1", port: 0 });
    await once(holder, "listening");
    servers.push(holder);
    await assert.rejects(listenOnPort(portOf(holder), socketFile), { code: "EADDRINUSE" });
  });
});
