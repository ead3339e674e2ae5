/** One request after another, each in a way of its own wrong, or right: the same for the same seed and the same order ids. */
import { gzipSync } from "node:zlib";
import type { Random } from "../../services/order/breaker/seeded.ts";
import { type HostileValues, hostileValues } from "./hostile-values.ts";
import { contractMethods, type FuzzedMethod, otherMethods, type Service } from "./messages.ts";

export type HostileRequest = {
  service: Service;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  endless: boolean;
  /** What is done to the message, and whether the headers are odd. */
  how: { message: MessageKind; oddHeaders: boolean };
};

const KINDS = {
  sound: 0.25,
  "odd values": 0.3,
  mutated: 0.25,
  "random bytes": 0.07,
  "another's message": 0.05,
  nasty: 0.03,
  oversized: 0.02,
  framing: 0.03,
} as const;
export type MessageKind = keyof typeof KINDS;

export function hostileRequests(random: Random, pickOrderId: () => string): () => HostileRequest {
  const values = hostileValues(random);
  const methods = contractMethods(pickOrderId);
  const others = otherMethods();
  return () => {
    const method = random.pick(values.chance(0.95) ? methods : others);
    const message = kindAt(random.next());
    const oddHeaders = values.chance(0.1);
    return {
      service: method.service,
      path: method.path,
      endless: method.endless,
      headers: headersFor(values, random, oddHeaders),
      body: bodyOf(message, method, methods, values, random),
      how: { message, oddHeaders },
    };
  };
}

function kindAt(draw: number): MessageKind {
  let sum = 0;
  for (const [kind, share] of Object.entries(KINDS) as [MessageKind, number][]) {
    sum += share;
    if (draw < sum) return kind;
  }
  return "sound";
}

function bodyOf(
  kind: MessageKind,
  method: FuzzedMethod,
  methods: readonly [FuzzedMethod, ...FuzzedMethod[]],
  values: HostileValues,
  { pick }: Random,
): Buffer {
  switch (kind) {
    case "sound":
      return frame(method.write(values, false));
    case "odd values":
      return frame(method.write(values, true));
    case "mutated":
      return frame(mutated(method.write(values, values.chance(0.3)), values, pick));
    case "random bytes":
      return frame(values.bytes(200));
    case "another's message":
      return frame(pick(methods).write(values, false));
    case "nasty":
      return frame(Buffer.from(pick(NASTY), "hex"));
    case "oversized":
      return frame(Buffer.alloc(65_537 + values.upTo(200_000), pick(["\0", "a", "\xff"]), "latin1"));
    case "framing":
      return badlyFramed(method.write(values, false), values, pick);
  }
}

/** Groups without end and nested, reserved wire types, field 0, varints without end, lengths past the end or beyond 2^32. */
const NASTY = [
  "0b".repeat(30_000),
  "0b0c".repeat(10_000),
  "0c",
  "1e",
  "1f",
  "0200",
  "ff".repeat(12),
  "0a".concat("ff".repeat(9), "01"),
  "0affffffff0f",
  "08".concat("80".repeat(40), "01"),
  "0a02c080",
  "0a04f5808080",
  "0a03eda080",
  "1203e28200",
  "1a0100",
] as const;

function mutated(bytes: Buffer, { upTo, bytes: some }: HostileValues, pick: Random["pick"]): Buffer {
  let result = bytes;
  for (let times = 1 + upTo(3); times > 0; times--) {
    const at = upTo(result.length);
    const [head, tail] = [result.subarray(0, at), result.subarray(at)];
    const make = pick([
      () => [head, some(1), tail.subarray(1)],
      () => [head, some(4), tail],
      () => [head, Buffer.from([0]), tail],
      () => [head, tail.subarray(upTo(4))],
      () => [head],
    ]);
    result = Buffer.concat(make());
  }
  return result;
}

function badlyFramed(bytes: Buffer, { upTo, bytes: some }: HostileValues, pick: Random["pick"]): Buffer {
  const make = pick([
    () => Buffer.alloc(0),
    () => some(4),
    () => frame(bytes, { length: bytes.length + 1 + upTo(100) }),
    () => frame(bytes, { length: 2 ** 32 - 1 }),
    () => Buffer.concat([frame(bytes), frame(bytes)]),
    () => Buffer.concat([frame(bytes), some(4)]),
    () => frame(bytes, { flag: 1 }),
    () => frame(gzipSync(bytes), { flag: 1 }),
    () => frame(gzipSync(bytes).subarray(0, 12), { flag: 1 }),
    () => frame(gzipSync(Buffer.alloc(1_000_000)), { flag: 1 }),
    () => frame(bytes, { flag: 255 }),
  ]);
  return make();
}

function frame(bytes: Buffer, { flag = 0, length = bytes.length } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
}

function headersFor(values: HostileValues, { pick }: Random, odd: boolean): Record<string, string> {
  const sound = { "content-type": "application/grpc", te: "trailers", "x-client-id": values.client() };
  // A watch of a pending order lasts, and so would the run.
  const limits = { "grpc-timeout": "5S", "grpc-encoding": pick(["identity", "gzip"]) };
  if (!odd) return { ...sound, ...limits };
  const headers: Record<string, string> = { ...sound, ...limits };
  for (let times = 1 + values.upTo(2); times > 0; times--) Object.assign(headers, pick(ODD_HEADERS));
  return headers;
}

const ODD_HEADERS: readonly [Record<string, string>, ...Record<string, string>[]] = [
  { "x-client-id": "" },
  { "x-client-id": "a b" },
  { "x-client-id": "é" },
  { "x-client-id": "x".repeat(129) },
  { "x-client-id": "anonymous" },
  { "x-client-id": "shop, till" },
  { "x-other": "y".repeat(8_000) },
  { "x-many": "z".repeat(70_000) },
  { "x-trace-bin": "not base64 at all!" },
  { "grpc-trace-bin": "AAAA,====,," },
  { "grpc-status": "13" },
  { "grpc-message": "%ZZ" },
  { "grpc-status-details-bin": "////" },
  { "grpc-timeout": "0n" },
  { "grpc-timeout": "1m" },
  { "grpc-timeout": "99999999H" },
  { "grpc-timeout": "soon" },
  { "grpc-timeout": "-5S" },
  { "grpc-encoding": "br" },
  { "grpc-encoding": "\u00ff" },
  { "grpc-accept-encoding": "x".repeat(1_000) },
  { "content-type": "application/grpc+json" },
  { "content-type": "text/html" },
  { "content-type": "" },
  { authorization: "Bearer x" },
  { "x-holdfast-try": "NaN" },
  { "user-agent": "\t" },
  { ":method": "GET" },
  { ":authority": "somebody.else" },
];
