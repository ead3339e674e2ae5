import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { type LinkProxy, startProxy } from "./proxy.ts";

/** Upper-cases what it gets, and keeps it. */
async function echo(t: {
  after(fn: () => void): void;
}): Promise<{ proxy: LinkProxy; got: () => string; next: () => Promise<unknown> }> {
  let got = "";
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      got += chunk;
      server.emit("got");
      socket.write(String(chunk).toUpperCase());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const proxy = await startProxy(typeof address === "object" && address ? address.port : 0);
  t.after(() => {
    void proxy.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { proxy, got: () => got, next: () => once(server, "got") };
}

async function dial(proxy: LinkProxy): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: proxy.port });
  await once(socket, "connect");
  return socket;
}

test("Without a fault all gets through, both ways.", async (t) => {
  const { proxy } = await echo(t);
  const client = await dial(proxy);
  client.write("hello");
  assert.equal(String((await once(client, "data"))[0]), "HELLO");
  client.destroy();
});

test("Cut connections are reset, and so are new ones until it heals.", async (t) => {
  const { proxy } = await echo(t);
  const client = await dial(proxy);
  client.write("hello");
  await once(client, "data");
  proxy.setFault("cut");
  await assert.rejects(once(client, "close"), { code: "ECONNRESET" });
  const another = connect({ host: "127.0.0.1", port: proxy.port });
  another.write("anybody?");
  await assert.rejects(once(another, "close"), { code: "ECONNRESET" });
  proxy.setFault(undefined);
  const healed = await dial(proxy);
  healed.write("again");
  assert.equal(String((await once(healed, "data"))[0]), "AGAIN");
  healed.destroy();
});

test("In a blackhole nothing gets through; what was sent arrives when it heals.", async (t) => {
  const { proxy, got } = await echo(t);
  const client = await dial(proxy);
  client.write("one");
  await once(client, "data");
  proxy.setFault("blackhole");
  client.write("two");
  // Whatever was going to get through would do so before an answer on another proxy's connection.
  const other = await echo(t);
  const witness = await dial(other.proxy);
  witness.write("x");
  await once(witness, "data");
  assert.equal(got(), "one");
  proxy.setFault(undefined);
  assert.equal(String((await once(client, "data"))[0]), "TWO");
  client.destroy();
  witness.destroy();
});

test("Where replies are dropped the request is carried out, its answer never comes, and healing resets the connection.", async (t) => {
  const { proxy, got, next } = await echo(t);
  const client = await dial(proxy);
  proxy.setFault("drop-replies");
  const arrived = next();
  client.write("charge");
  await arrived;
  assert.equal(got(), "charge");
  client.on("data", () => assert.fail("an answer came through"));
  proxy.setFault(undefined);
  await assert.rejects(once(client, "close"), { code: "ECONNRESET" });
});
