import assert from "node:assert/strict";
import { test } from "node:test";
import { Metadata } from "@grpc/grpc-js";
import { type ErrorDetail, errorInfo, readDetails, retryInfo } from "./error-details.ts";
import { invalidArgument } from "./invalid-argument.ts";
import { RpcError } from "./rpc-error.ts";

const TRAILER = "grpc-status-details-bin";
const DETAILS: ErrorDetail[] = [
  errorInfo("CLIENT_RATE", { limit: "100" }),
  retryInfo(1_500),
  { kind: "bad-request", fieldViolations: [{ field: "quantity", description: "must be 1 or more" }] },
];

/** What grpc-go 1.81 with its errdetails writes for DETAILS, and for a google.rpc.Help, which is none of ours. */
const FROM_GO =
  "080812137a75207669656c20e28093207370c3a47465721a510a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e" +
  "4572726f72496e666f12250a0b434c49454e545f524154451208686f6c64666173741a0c0a056c696d697412033130301a360a28747970652e67" +
  "6f6f676c65617069732e636f6d2f676f6f676c652e7270632e5265747279496e666f120a0a0808011080cab5ee011a4c0a29747970652e676f6f" +
  "676c65617069732e636f6d2f676f6f676c652e7270632e42616452657175657374121f0a1d0a087175616e7469747912116d757374206265203120" +
  "6f72206d6f7265";
const HELP_FROM_GO = "1a2c0a23747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e48656c7012050a03120178";

function trailersWith(bytes: Buffer): Metadata {
  const trailers = new Metadata();
  trailers.set(TRAILER, bytes);
  return trailers;
}

test("details are written byte for byte as another implementation writes them", () => {
  const { metadata } = new RpcError("RESOURCE_EXHAUSTED", "zu viel – später", { details: DETAILS }).toStatus();
  assert.deepEqual(metadata?.get(TRAILER), [Buffer.from(FROM_GO, "hex")]);
});

test("details of another implementation are read, and kinds that are not known here are passed over", () => {
  assert.deepEqual(readDetails(trailersWith(Buffer.from(FROM_GO + HELP_FROM_GO, "hex"))), DETAILS);
});

test("an error without details has no trailers, and trailers that cannot be read have no details", () => {
  assert.deepEqual(new RpcError("ABORTED", "again").toStatus(), { code: 10, details: "again" });
  assert.deepEqual(readDetails(undefined), []);
  assert.deepEqual(readDetails(new Metadata()), []);
  assert.deepEqual(readDetails(trailersWith(Buffer.from("1aff", "hex"))), []);
  const badValue = "1a2c0a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e4572726f72496e666f1200";
  const truncated = Buffer.from(`${badValue.slice(0, -4)}1201ff`.replace(/^1a2c/, "1a2d"), "hex");
  assert.deepEqual(readDetails(trailersWith(truncated)), []);
});

test("a delay is a whole number of milliseconds, and never none", () => {
  assert.deepEqual(
    [retryInfo(0), retryInfo(10.2)],
    [
      { kind: "retry-info", retryDelayMs: 1 },
      { kind: "retry-info", retryDelayMs: 11 },
    ],
  );
  const { metadata } = new RpcError("RESOURCE_EXHAUSTED", "", { details: [retryInfo(86_400_001)] }).toStatus();
  assert.deepEqual(readDetails(metadata), [retryInfo(86_400_001)]);
});

test("a wrong field is named in the sentence and in the details, and its value only if that is given", () => {
  const error = invalidArgument("quantity", "must be 1 or more", "0");
  assert.deepEqual([error.code, error.message], ["INVALID_ARGUMENT", "quantity is 0: must be 1 or more"]);
  assert.deepEqual(error.details, DETAILS.slice(2));
  assert.equal(invalidArgument("payment_method", "must be ASCII").message, "payment_method must be ASCII");
});

test("half a character in a sentence does not keep it from being sent", () => {
  assert.equal(new RpcError("ABORTED", "\ud83d").toStatus().details, "\ufffd");
});
