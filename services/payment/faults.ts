/** Which faults strike a call: decided here, purely; carried out by withFaults. */
import { setTimeout as wait } from "node:timers/promises";
import { RpcError } from "../shared/rpc-error.ts";
import type { UnaryMethod } from "../shared/unary.ts";
import type { ChaosSettings, FailureCode } from "./chaos-settings.ts";

export type Fault = { kind: "delay"; ms: number } | { kind: "abort"; code: FailureCode };

/** The faults of one call, in the order they strike. `random` gives numbers in [0, 1); each kind draws one of its own. */
export function faultsFor({ delay, abort }: ChaosSettings, random: () => number): Fault[] {
  const strikes = (percentage: number) => random() * 100 < percentage;
  const faults: Fault[] = [];
  if (delay && strikes(delay.percentage)) faults.push({ kind: "delay", ms: delay.ms });
  if (abort && strikes(abort.percentage)) faults.push({ kind: "abort", code: abort.code });
  return faults;
}

export type FaultOptions = {
  /** The settings in force at the moment of the call. */
  chaos: () => ChaosSettings;
  random: () => number;
  onFault: (fault: Fault) => void;
};

/** The method with faults before it: what an abort strikes never reaches the method, so nothing is charged. */
export function withFaults<Request, Response>(
  { chaos, random, onFault }: FaultOptions,
  method: UnaryMethod<Request, Response>,
): UnaryMethod<Request, Response> {
  return async (request, context) => {
    for (const fault of faultsFor(chaos(), random)) {
      onFault(fault);
      if (fault.kind === "abort") throw new RpcError(fault.code, "a fault that the chaos settings ask for");
      // A caller that has hung up is waited for no longer, and not charged either.
      await wait(fault.ms, undefined, { signal: context.signal }).catch(() => context.signal.throwIfAborted());
    }
    return method(request, context);
  };
}
