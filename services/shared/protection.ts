/**
 * What stands before a service's methods: who calls, whether there is room, whether it calls too often. What is refused
 * here has done nothing, and costs next to nothing. Health and reflection are not behind it.
 */
import { Counter, Gauge, type Registry } from "prom-client";
import type { CallContext } from "./call-context.ts";
import { identify } from "./client-identity.ts";
import { type ErrorDetail, errorInfo, retryInfo } from "./error-details.ts";
import { type CallKind, loadShedding } from "./load-shedding.ts";
import type { ClientIdentitySettings, LoadSheddingSettings, RateLimitSettings } from "./protection-settings.ts";
import { rateLimit } from "./rate-limit.ts";
import { RpcError } from "./rpc-error.ts";
import type { StreamingMethod } from "./streaming.ts";
import type { UnaryMethod } from "./unary.ts";

/** What a protected method is told: `client` is the name of who calls. */
export type ClientContext = CallContext & { client: string };

export type ProtectionOptions = {
  identity: ClientIdentitySettings;
  /** The settings in force at the moment of the call. */
  limits: () => { rateLimit: RateLimitSettings; loadShedding: LoadSheddingSettings };
  /** How late the event loop is: `eventLoopDelay().read`. */
  loopDelayMs: () => number;
  /** Monotonic milliseconds. */
  now: () => number;
  registry: Registry;
};

/** Wraps methods: `unary(log, protect.unary("write", placeOrder))`, `streaming(log, protect.streaming("watch", watchOrder))`. */
export function protection({ identity, limits, loopDelayMs, now, registry }: ProtectionOptions) {
  const rate = rateLimit({ settings: () => limits().rateLimit, now });
  const load = loadShedding({ settings: () => limits().loadShedding, loopDelayMs });
  const refused = metricsIn(registry, load.underWay);

  /** Throws the refusal. Room is looked for before a token is taken: a call for which there is none costs none. */
  function enter(kind: CallKind, context: CallContext): { context: ClientContext; leave: () => void } {
    const client = identify(identity, context);
    const room = load.enter(kind);
    if (room.kind === "refused") throw overloaded(room.because);
    const turn = rate(client);
    if (turn.kind === "admitted") return { context: { ...context, client }, leave: room.leave };
    room.leave();
    throw tooMany(turn.by, limits().rateLimit, turn.retryDelayMs);
  }

  function enterCounted(kind: CallKind, context: CallContext) {
    try {
      return enter(kind, context);
    } catch (error) {
      if (error instanceof RpcError) refused.inc({ kind, reason: reasonOf(error.details) });
      throw error;
    }
  }

  return {
    unary<Request, Response>(
      kind: CallKind,
      method: UnaryMethod<Request, Response, ClientContext>,
    ): UnaryMethod<Request, Response> {
      return async (request, caller) => {
        const { context, leave } = enterCounted(kind, caller);
        try {
          return await method(request, context);
        } finally {
          leave();
        }
      };
    },
    streaming<Request, Response>(
      kind: CallKind,
      method: StreamingMethod<Request, Response, ClientContext>,
    ): StreamingMethod<Request, Response> {
      return async function* (request, caller) {
        const { context, leave } = enterCounted(kind, caller);
        try {
          yield* method(request, context);
        } finally {
          leave();
        }
      };
    },
  };
}

/** The loop's delay is measured anew in that time, and calls under way have had some. */
const OVERLOADED_RETRY_MS = 1_000;

function overloaded(because: "under-way" | "event-loop"): RpcError {
  const [reason, what] =
    because === "under-way"
      ? ["CALLS_UNDER_WAY", "too many calls are under way"]
      : ["EVENT_LOOP_DELAY", "too much to do"];
  return exhausted(`${what} at this replica`, [errorInfo(reason), retryInfo(OVERLOADED_RETRY_MS)]);
}

function tooMany(by: "client" | "total", { perClient, total }: RateLimitSettings, retryDelayMs: number): RpcError {
  const { ratePerSecond, burst } = by === "client" ? perClient : total;
  const [reason, who] =
    by === "client" ? ["CLIENT_RATE", "this client has"] : ["TOTAL_RATE", "all clients together have"];
  const metadata = { ratePerSecond: String(ratePerSecond), burst: String(burst) };
  return exhausted(`${who} ${ratePerSecond} calls a second at this replica, and ${burst} at once`, [
    errorInfo(reason, metadata),
    retryInfo(retryDelayMs),
  ]);
}

function exhausted(why: string, details: ErrorDetail[]): RpcError {
  return new RpcError("RESOURCE_EXHAUSTED", `${why}: nothing was done, try again later`, { details });
}

function reasonOf(details: readonly ErrorDetail[]): string {
  return details.find((detail) => detail.kind === "error-info")?.reason ?? "";
}

function metricsIn(registry: Registry, underWay: Readonly<Record<CallKind, number>>) {
  new Gauge({
    name: "holdfast_calls_under_way",
    help: "Calls that are being worked on, by kind: read, write or watch.",
    labelNames: ["kind"],
    registers: [registry],
    collect() {
      for (const [kind, calls] of Object.entries(underWay)) this.set({ kind }, calls);
    },
  });
  return new Counter({
    name: "holdfast_calls_refused_total",
    help: "Calls refused before any work, by kind and by the reason that the client was told.",
    labelNames: ["kind", "reason"],
    registers: [registry],
  });
}
