/** A TCP proxy whose connections can be cut, blackholed, or made to lose their answers. */
import { connect, createServer, type Server, type Socket } from "node:net";

export type LinkFault = "cut" | "blackhole" | "drop-replies";

export type LinkProxy = {
  port: number;
  /** Undefined heals it. */
  setFault(fault: LinkFault | undefined): void;
  close(): Promise<void>;
};

type Pair = { near: Socket; far: Socket; broken: boolean };

/** Listens on a free port of 127.0.0.1 for what is meant for `upstream` there. */
export async function startProxy(upstream: number): Promise<LinkProxy> {
  const pairs = new Set<Pair>();
  let fault: LinkFault | undefined;

  function cut(pair: Pair): void {
    pair.near.resetAndDestroy();
    pair.far.resetAndDestroy();
    pairs.delete(pair);
  }

  /** Whoever is silent for a while is heard again, late; an answer that was lost never comes, so its connection must end. */
  function apply(pair: Pair): void {
    if (fault === "cut" || (fault === undefined && pair.broken)) {
      cut(pair);
      return;
    }
    for (const socket of [pair.near, pair.far]) {
      if (fault === "blackhole") socket.pause();
      else socket.resume();
    }
  }

  const server = createServer({ allowHalfOpen: false }, (near) => {
    const pair: Pair = { near, far: connect({ host: "127.0.0.1", port: upstream }), broken: false };
    const { far } = pair;
    pairs.add(pair);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on("error", () => cut(pair));
      // An end that was learnt of in silence is kept for later.
      socket.on("close", () => cut(pair));
    }
    near.on("data", (chunk) => {
      // The answer to this will be lost, also if it comes after the link has healed.
      if (fault === "drop-replies") pair.broken = true;
      far.write(chunk);
    });
    far.on("data", (chunk) => {
      if (fault === "drop-replies") pair.broken = true;
      else if (!pair.broken) near.write(chunk);
    });
    apply(pair);
  });
  const port = await listen(server);
  return {
    port,
    setFault(next) {
      fault = next;
      for (const pair of pairs) apply(pair);
    },
    close() {
      for (const pair of pairs) cut(pair);
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address) resolve(address.port);
      else reject(new Error("the proxy has no port"));
    });
  });
}
