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

const FAILURES = `UNAVAILABLE DEADLINE_EXCEEDED RESOURCE_EXHAUSTED INTERNAL UNKNOWN DATA_LOSS UNIMPLEMENTED UNAUTHENTICATED
  PERMISSION_DENIED`;
const EXCLUDED = "INVALID_ARGUMENT NOT_FOUND ALREADY_EXISTS FAILED_PRECONDITION ABORTED OUT_OF_RANGE CANCELLED";

for (const [about, verdict, names] of [
  ["what says that Payment is not well is a failure", "failure", FAILURES],
  ["what is the fault of one request, or ours, says nothing", "excluded", EXCLUDED],
  ["an error that says OK is an answer all the same", "success", "OK"],
] as const)
  test(`${about}, by number or by name`, () => {
    for (const [name, code] of Object.entries(status).filter(([name]) => names.split(/\s+/).includes(name))) {
      assert.equal(verdictOf(errorOf(code)), verdict, name);
      assert.equal(verdictOf(errorOf(name)), verdict, name);
    }
  });

test("an error without a gRPC status never came from Payment", () => {
  for (const code of [undefined, "ECONNREFUSED", 99, "toString", null, ["UNAVAILABLE"]])
    assert.equal(verdictOf(errorOf(code)), "excluded");
  assert.equal(verdictOf({ ok: false, error: new TypeError("ours") }), "excluded");
  for (const error of ["a string", undefined, null, { code: "UNAVAILABLE" }])
    assert.equal(verdictOf({ ok: false, error }), "excluded");
});
