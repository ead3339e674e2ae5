import assert from "node:assert/strict";
import { test } from "node:test";
import { Metadata, status } from "@grpc/grpc-js";
import { RpcError } from "./rpc-error.ts";

const serviceError = (code: number, details: string) =>
  Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: new Metadata() });

test("what a client got keeps its status by name, its words and its cause", () => {
  for (const [name, code] of Object.entries(status).filter(([name]) => Number.isNaN(Number(name)) && name !== "OK")) {
    const cause = serviceError(Number(code), "because");
    const error = RpcError.from(cause);
    assert.deepEqual([error.code, error.message, error.cause], [name, "because", cause]);
  }
});

test("a status that gRPC does not know counts as UNKNOWN", () => {
  assert.equal(RpcError.from(serviceError(42, "")).code, "UNKNOWN");
  assert.equal(RpcError.from(serviceError(-1, "")).code, "UNKNOWN");
  assert.equal(RpcError.from(serviceError(0, "")).code, "UNKNOWN");
});

test("an RpcError stays the one it is", () => {
  const error = new RpcError("ABORTED", "again");
  assert.equal(RpcError.from(error), error);
});

test("a fault of ours is INTERNAL, and says nothing of what happened but to the log", () => {
  for (const cause of [new TypeError("secret"), "secret", undefined, { code: 5, details: "secret" }]) {
    const error = RpcError.from(cause);
    assert.deepEqual([error.code, error.message, error.cause], ["INTERNAL", "internal error", cause]);
  }
});
