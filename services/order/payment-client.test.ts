import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcError } from "../shared/rpc-error.ts";
import { readCharged, readVoided } from "./payment-client.ts";

const approved = {
  paymentId: "p-1",
  result: "PAYMENT_RESULT_APPROVED",
  declineReason: "DECLINE_REASON_UNSPECIFIED",
} as const;

test("approved and declined are read, the latter with its reason", () => {
  assert.deepEqual(readCharged(approved), { kind: "approved" });
  const declined = { ...approved, result: "PAYMENT_RESULT_DECLINED" } as const;
  assert.deepEqual(readCharged({ ...declined, declineReason: "DECLINE_REASON_CARD_EXPIRED" }), {
    kind: "declined",
    reason: "card-expired",
  });
  assert.deepEqual(readCharged(declined), { kind: "declined", reason: "card-declined" });
});

test("an answer that says neither yes nor no is no answer", () => {
  for (const result of ["PAYMENT_RESULT_UNSPECIFIED", 7])
    assert.throws(
      () => readCharged({ ...approved, result: result as "PAYMENT_RESULT_UNSPECIFIED" }),
      (error) => error instanceof RpcError && error.code === "INTERNAL",
    );
});

test("a void says how the key stands, or is no answer", () => {
  assert.deepEqual(readVoided({ result: "VOID_RESULT_VOIDED" }), { kind: "voided" });
  assert.deepEqual(readVoided({ result: "VOID_RESULT_REVERSED" }), { kind: "reversed" });
  assert.deepEqual(readVoided({ result: "VOID_RESULT_ALREADY_CHARGED" }), { kind: "already-charged" });
  assert.throws(
    () => readVoided({ result: "VOID_RESULT_UNSPECIFIED" }),
    (error) => error instanceof RpcError && error.code === "INTERNAL",
  );
});
