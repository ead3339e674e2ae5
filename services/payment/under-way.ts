import type { UnaryMethod } from "../shared/unary.ts";

/** Calls that go on when their caller has hung up, when no server waits for them any more. */
export class UnderWay {
  readonly #calls = new Set<Promise<unknown>>();

  /** The method, whose calls are known from here on. */
  tracked<Request, Response>(method: UnaryMethod<Request, Response>): UnaryMethod<Request, Response> {
    return (request, context) => {
      const call = method(request, context);
      this.#calls.add(call);
      const forget = () => this.#calls.delete(call);
      call.then(forget, forget);
      return call;
    };
  }

  /** Resolves when none is left. */
  async ended(): Promise<void> {
    while (this.#calls.size > 0) await Promise.allSettled(this.#calls);
  }
}
