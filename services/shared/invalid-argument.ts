import { RpcError } from "./rpc-error.ts";

/**
 * INVALID_ARGUMENT of one field: `invalidArgument("quantity", "must be 1 or more", "0")` says "quantity is 0: must be 1
 * or more". `field` is the path as the contract spells it. Leave `value` out where it may be a secret, such as a card number.
 */
export function invalidArgument(field: string, description: string, value?: string): RpcError {
  const message = value === undefined ? `${field} ${description}` : `${field} is ${value}: ${description}`;
  return new RpcError("INVALID_ARGUMENT", message, {
    details: [{ kind: "bad-request", fieldViolations: [{ field, description }] }],
  });
}
