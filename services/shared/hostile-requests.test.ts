import assert from "node:assert/strict";
import { type ClientHttp2Session, connect } from "node:http2";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Registry } from "prom-client";
import { paymentService } from "../../proto/contracts.ts";
import { keepCallersOutOfLog } from "./grpc-log.ts";
import { createLog } from "./log.ts";
import { serve } from "./rpc-server.ts";
import { unary } from "./unary.ts";

const { path, requestSerialize } = paymentService.ProcessPayment;
const GOOD = requestSerialize({ paymentMethod: "pm_card_visa", amount: { currencyCode: "EUR", amountMinor: 1 } });

/** Bytes on a connection of its own, as no gRPC client would send them. */
async function start(t: TestContext) {
  const log = createLog({ service: "test", replica: "test" });
  const server = await serve({
    listen: { host: "127.0.0.1", port: 0 },
    serviceName: "payment.v1.PaymentService",
    service: paymentService,
    implementation: { ProcessPayment: unary(log, async () => ({})) },
    drainMs: 10_000,
    registry: new Registry(),
  });
  t.after(() => server.close());
  const session = connect(`http://127.0.0.1:${server.port}`);
  t.after(() => session.destroy());
  return (body: Buffer, headers: Record<string, string> = {}) => send(session, body, headers);
}

async function send(session: ClientHttp2Session, body: Buffer, headers: Record<string, string>): Promise<string> {
  const stream = session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc", ...headers });
  const told = new Promise<string>((resolve, reject) => {
    const look = (found: Record<string, unknown>) => {
      if (found["grpc-status"] !== undefined)
        resolve(`${found["grpc-status"]} ${decodeURI(`${found["grpc-message"]}`)}`);
    };
    stream.on("response", look).on("trailers", look).on("error", reject).resume();
  });
  stream.end(body);
  return told;
}

function frame(bytes: Buffer, { compressed = 0, length = bytes.length } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
}

/** Field 2, payment_method, with any bytes. */
const method = (bytes: Buffer) => Buffer.concat([Buffer.from([0x12, bytes.length]), bytes]);

test("a good request passes, compressed too", async (t) => {
  const send = await start(t);
  assert.equal(await send(frame(GOOD)), "0 OK");
  assert.equal(await send(frame(gzipSync(GOOD), { compressed: 1 }), { "grpc-encoding": "gzip" }), "0 OK");
});

test("a text with NUL or with bytes that are no UTF-8 is INVALID_ARGUMENT, named and not repeated", async (t) => {
  const send = await start(t);
  for (const bytes of [
    [0x61, 0],
    [0xff, 0xfe],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xe2, 0x82],
    [0x80],
  ])
    assert.match(await send(frame(method(Buffer.from(bytes)))), /^3 payment_method must be UTF-8 text without NUL/);
  assert.match(await send(frame(Buffer.from([0x0a, 0x03, 0x0a, 0x01, 0x00]))), /^3 amount\.currency_code must be/);
});

test("truncated messages and wrong wire types are INVALID_ARGUMENT", async (t) => {
  const send = await start(t);
  for (let length = 1; length < GOOD.length; length++) {
    const answer = await send(frame(GOOD.subarray(0, length)));
    assert.match(answer, /^[03] /, `${length} bytes`);
  }
  // A number, a 64-bit and a 32-bit value where a text belongs; groups without end; a reserved wire type.
  for (const hex of ["10ff", "11ff", "15ff", "0b".repeat(60_000), "1e", "0c"])
    assert.match(await send(frame(Buffer.from(hex, "hex"))), /^3 the request is not a message that/, hex.slice(0, 8));
});

test("what claims to be compressed and is not, is INVALID_ARGUMENT, and what swells beyond all limits RESOURCE_EXHAUSTED", async (t) => {
  const send = await start(t);
  const gzip = { "grpc-encoding": "gzip" };
  assert.match(await send(frame(GOOD, { compressed: 1 }), gzip), /^3 Failed to decompress/);
  assert.match(await send(frame(gzipSync(Buffer.alloc(1e8)), { compressed: 1 }), gzip), /^8 /);
  assert.match(await send(frame(GOOD, { compressed: 1 }), { "grpc-encoding": "br" }), /^12 /);
});

test("a deadline that is none is INVALID_ARGUMENT", async (t) => {
  const send = await start(t);
  for (const timeout of ["soon", "1", "S"])
    assert.match(await send(frame(GOOD), { "grpc-timeout": timeout }), /^3 Invalid grpc-timeout/, timeout);
});

test("no message, two messages and half a message are the caller's mistakes too", async (t) => {
  const send = await start(t);
  assert.match(await send(Buffer.alloc(0)), /^12 /);
  assert.match(await send(Buffer.concat([frame(GOOD), frame(GOOD)])), /^12 /);
  assert.match(await send(frame(GOOD, { length: GOOD.length + 1 })), /^12 /);
  assert.match(await send(frame(GOOD, { length: 2 ** 32 - 1 })), /^8 /);
});

test("metadata that cannot be read is passed over, and printed nowhere", async (t) => {
  const send = await start(t);
  const printed: string[] = [];
  keepCallersOutOfLog((line) => printed.push(line));
  assert.equal(await send(frame(GOOD), { "x-secret": "gehörig" }), "0 OK");
  assert.deepEqual(printed, []);
});
