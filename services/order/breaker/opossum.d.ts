/**
 * The part of opossum 10 that we use, typed here: it has no types of its own, and those on the registry are
 * of version 8. Public API only.
 */
declare module "opossum" {
  type Options = {
    name?: string;
    timeout?: number | false;
    resetTimeout?: number;
    errorThresholdPercentage?: number;
    volumeThreshold?: number;
    rollingCountTimeout?: number;
    rollingCountBuckets?: number;
    rollingPercentilesEnabled?: boolean;
    enableSnapshots?: boolean;
    errorFilter?: (error: unknown) => boolean;
    abortController?: AbortController;
  };

  /** `A` are the arguments of `fire`, `R` what it resolves to. */
  export default class CircuitBreaker<A extends unknown[], R> {
    constructor(action: (...args: A) => Promise<R>, options?: Options);
    fire(...args: A): Promise<R>;
    fallback(serve: (...argsAndError: [...A, unknown]) => R): this;
    open(): void;
    close(): void;
    shutdown(): void;
    /** It is an EventEmitter. */
    removeAllListeners(event: "fire" | "success" | "failure" | "fallback"): this;
    readonly closed: boolean;
    readonly opened: boolean;
    readonly halfOpen: boolean;
    readonly isShutdown: boolean;
    readonly stats: { readonly fires: number; readonly failures: number; readonly rejects: number };
  }
}
