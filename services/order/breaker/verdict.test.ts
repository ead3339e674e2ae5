import assert from "node:assert/strict";
import { test } from "node:test";
import { status } from "@grpc/grpc-js";
import { VERDICT_OF_STATUS, verdictOf } from "./verdict.ts";

const errorOf = (code: unknown) => ({ ok: false, error: Object.assign(new Error("no"), { code }) }) as const;

test("every status of gRPC has a verdict", () => {
  const names = Object.values(status).filter((name) => typeof name === "string");
  assert.equal(names.length, 17);
  assert.deepEqual(Object.keys(VERDICT_OF_STATUS).sort(), names.sort());
});

test("a declined charge is an answer like any other", () => {
  assert.equal(verdictOf({ ok: true, value: { result: "DECLINED" } }), "success");
});

test("what says that Payment is not well is a failure, by number or by name", () => {
  for (const name of ["UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "RESOURCE_EXHAUSTED", "UNIMPLEMENTED"] as const) {
    assert.equal(verdictOf(errorOf(status[name])), "failure");
    assert.equal(verdictOf(errorOf(name)), "failure");
  }
});

test("what is the fault of one request, or ours, says nothing", () => {
  for (const name of ["INVALID_ARGUMENT", "FAILED_PRECONDITION", "ABORTED", "CANCELLED"] as const)
    assert.equal(verdictOf(errorOf(name)), "excluded");
});

test("an error without a gRPC status never came from Payment", () => {
  for (const code of [undefined, "ECONNREFUSED", 99, "toString", null])
    assert.equal(verdictOf(errorOf(code)), "excluded");
  assert.equal(verdictOf({ ok: false, error: new TypeError("ours") }), "excluded");
  assert.equal(verdictOf({ ok: false, error: "a string" }), "excluded");
});
