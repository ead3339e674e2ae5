import { createHash } from "node:crypto";
import type { OrderRequest } from "./place-order.ts";

/**
 * What tells whether two requests under one idempotency key ask for the same: SHA-256 of what was ordered and what it is
 * paid with. Not of the price, which is ours and may have changed in between. It is in the database for ever, so what is
 * hashed must not change either.
 */
export function fingerprintOf({ productId, quantity, paymentMethod }: OrderRequest): Buffer {
  // A list in JSON can be read in one way only, whatever its texts contain.
  return createHash("sha256")
    .update(JSON.stringify([productId, quantity, paymentMethod]))
    .digest();
}
