/** Faults carried out on a method: what the settings ask for at the moment of the call. */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { RpcError } from "../rpc-error.ts";
import type { CallContext, UnaryMethod } from "../unary.ts";
import type { ChaosSettings } from "./chaos-settings.ts";
import { drawFaults, type Strike } from "./draw-faults.ts";
import { faultsAt } from "./faults-at.ts";
import type { TryOf } from "./tries.ts";

/** What the faults of one replica depend on. */
export type Chaos = {
  /** The settings in force. */
  settings: () => ChaosSettings;
  /** Since the epoch: the timeline is the same for all. */
  nowMs: () => number;
  replica: string;
};

export type FaultOptions = Chaos & {
  tryOf: TryOf;
  /** Is told of each fault as it strikes. */
  onStrike: (strike: Strike) => void;
};

type Context = Pick<CallContext, "signal" | "metadata">;

/**
 * The method with faults around it. A delay, an abort and a hang strike before the method, which an abort or a hang
 * keeps from ever being reached: nothing is charged. A dropped reply strikes after it: what the method did stays done,
 * and the caller gets UNAVAILABLE. `keyOf` says what a call is about.
 */
export function withFaults<Request, Response, C extends Context>(
  { settings, nowMs, replica, tryOf, onStrike }: FaultOptions,
  keyOf: (request: Request) => string,
  method: UnaryMethod<Request, Response, C>,
): UnaryMethod<Request, Response, C> {
  return async (request, context) => {
    const { seed } = settings();
    const inForce = faultsAt(settings(), nowMs(), replica);
    if (inForce.length === 0) return method(request, context);
    const key = keyOf(request);
    const strikes = drawFaults(inForce, { seed, key, attempt: tryOf(key, context.metadata) });
    for (const strike of strikes.filter((strike) => strike.kind !== "dropReply")) {
      onStrike(strike);
      await endure(strike, context.signal);
    }
    const response = await method(request, context);
    const dropped = strikes.find(({ kind }) => kind === "dropReply");
    if (!dropped) return response;
    onStrike(dropped);
    throw new RpcError("UNAVAILABLE", "the reply is lost: a fault that the chaos settings ask for");
  };
}

async function endure(strike: Exclude<Strike, { kind: "dropReply" }>, signal: AbortSignal): Promise<void> {
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
