/** A charge as the order sees it: whatever Payment or the breaker does, it ends as a value. */
import { RpcError } from "../shared/rpc-error.ts";
import type { Breaker } from "./breaker/breaker.ts";
import type { Answered, Charge, ChargeResult } from "./charge.ts";

/** `ask` rejects with an RpcError where Payment gave no answer. `onUnknown` is told why the outcome of a charge is not known. */
export function chargeThroughBreaker(
  breaker: Pick<Breaker, "call">,
  ask: (charge: Charge) => Promise<Answered>,
  onUnknown: (charge: Charge, error: RpcError) => void,
): (charge: Charge) => Promise<ChargeResult> {
  return async (charge) => {
    try {
      const answer = await breaker.call(() => ask(charge));
      return answer.kind === "answered" ? answer.value : { kind: "refused" };
    } catch (error) {
      // Without a status it never came from Payment.
      if (!(error instanceof RpcError)) throw error;
      // The one status that says nothing was charged. UNAVAILABLE does not: the answer may have been lost on its way.
      if (error.code === "INVALID_ARGUMENT") return { kind: "rejected", why: error.message };
      onUnknown(charge, error);
      return { kind: "unknown" };
    }
  };
}
