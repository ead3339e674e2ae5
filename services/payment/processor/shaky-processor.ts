import { type FaultOptions, strikesNow } from "../../shared/chaos/strikes-now.ts";
import { countStrikes } from "../../shared/chaos/tries.ts";
import { RpcError } from "../../shared/rpc-error.ts";
import type { Processor } from "./processor.ts";

/**
 * The processor as chaos lets the ledger see it: late, or not at all. What an abort strikes has not reached it, but the
 * ledger cannot know that: it asks again, with the same key, once the lease is over.
 */
export function shakyProcessor(
  options: Omit<FaultOptions, "tryOf"> & { wait: (ms: number) => Promise<void> },
  processor: Processor,
): Processor {
  // The ledger asks for a key once, and again only when no answer came.
  const { tryOf, struck } = countStrikes(options.replica);
  async function endure(what: string): Promise<void> {
    for (const strike of strikesNow({ ...options, tryOf }, what)) {
      if (strike.kind !== "processorDelay" && strike.kind !== "processorAbort") continue;
      struck(what);
      options.onStrike(strike);
      if (strike.kind === "processorDelay") await options.wait(strike.ms);
      else throw new RpcError("UNAVAILABLE", "no answer of the processor: a fault that the chaos settings ask for");
    }
  }
  return {
    async charge(key, charge) {
      await endure(`charge ${key}`);
      return processor.charge(key, charge);
    },
    async void(key, options) {
      await endure(`void ${key}`);
      return processor.void(key, options);
    },
  };
}
