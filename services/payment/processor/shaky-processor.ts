import { type FaultOptions, strikesNow } from "../../shared/chaos/strikes-now.ts";
import { RpcError } from "../../shared/rpc-error.ts";
import type { Processor } from "./processor.ts";

/**
 * The processor as chaos lets the ledger see it: late, or not at all. What an abort strikes has not reached it, but the
 * ledger cannot know that: it asks again, with the same key, once the lease is over.
 */
export function shakyProcessor(
  options: FaultOptions & { wait: (ms: number) => Promise<void> },
  processor: Processor,
): Processor {
  async function endure(what: string): Promise<void> {
    for (const strike of strikesNow(options, what)) {
      if (strike.kind !== "processorDelay" && strike.kind !== "processorAbort") continue;
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
