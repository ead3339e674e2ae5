/** Faults carried out on a method: what the settings ask for at the moment of the call. */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { RpcError } from "../rpc-error.ts";
import type { CallContext, UnaryMethod } from "../unary.ts";
import type { Strike } from "./draw-faults.ts";
import { type FaultOptions, strikesNow } from "./strikes-now.ts";

/** What strikes before the method, in this order. */
const BEFORE: readonly Strike["kind"][] = ["delay", "abort", "hang"];

type Context = Pick<CallContext, "signal" | "metadata">;

/**
 * The method with faults around it. A delay, an abort and a hang strike before the method, which an abort or a hang
 * keeps from ever being reached: nothing is charged. A dropped reply strikes after it: what the method did stays done,
 * and the caller gets UNAVAILABLE. `keyOf` says what a call is about.
 */
export function withFaults<Request, Response, C extends Context>(
  options: FaultOptions,
  keyOf: (request: Request) => string,
  method: UnaryMethod<Request, Response, C>,
): UnaryMethod<Request, Response, C> {
  return async (request, context) => {
    const strikes = strikesNow(options, keyOf(request), context.metadata);
    for (const strike of strikes.filter(({ kind }) => BEFORE.includes(kind))) {
      options.onStrike(strike);
      await endure(strike, context.signal);
    }
    const response = await method(request, context);
    const dropped = strikes.find(({ kind }) => kind === "dropReply");
    if (!dropped) return response;
    options.onStrike(dropped);
    throw new RpcError("UNAVAILABLE", "the reply is lost: a fault that the chaos settings ask for");
  };
}

async function endure(strike: Strike, signal: AbortSignal): Promise<void> {
  // A caller that has hung up is waited for no longer, and not charged either.
  switch (strike.kind) {
    case "delay":
      return wait(strike.ms, undefined, { signal }).catch(() => signal.throwIfAborted());
    case "abort":
      throw new RpcError(strike.code, "a fault that the chaos settings ask for");
    case "hang":
      if (!signal.aborted) await once(signal, "abort");
      return signal.throwIfAborted();
  }
}
