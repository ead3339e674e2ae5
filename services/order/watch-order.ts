/**
 * WatchOrder: each order that somebody watches is looked at again and again by one query for all of them, since another
 * replica may change it; what this replica changes itself is told at once.
 */
import type { Log } from "../shared/log.ts";
import { CommitUnknown, DatabaseUnavailable } from "../shared/postgres/database.ts";
import type { OrderState } from "./order.ts";
import type { Listed, Orders } from "./orders.ts";

export type OrderWatchOptions = {
  orders: Pick<Orders, "newerThan">;
  pollMs: number;
  log: Log;
};

/** One stream: the newest state that it could send, and how to tell it of a newer one. */
type Watcher = { newest: Listed; wake: () => void };

export class OrderWatch {
  readonly #options: OrderWatchOptions;
  readonly #watchers = new Map<string, Set<Watcher>>();
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  #cutOff = false;
  #closed = false;

  constructor(options: OrderWatchOptions) {
    this.#options = options;
  }

  /**
   * The order as it was found, and then whatever newer states are seen, each newer than the one before. Who reads slowly
   * gets the newest one only. Ends after a final state, or when the signal is aborted.
   */
  async *watch(found: Listed, signal: AbortSignal): AsyncGenerator<Listed, void, undefined> {
    const watcher: Watcher = { newest: found, wake: () => {} };
    const wake = () => watcher.wake();
    signal.addEventListener("abort", wake);
    this.#add(watcher);
    try {
      for (let sent = 0; !signal.aborted; ) {
        const { newest } = watcher;
        if (newest.order.revision > sent) {
          sent = newest.order.revision;
          yield newest;
          if (isFinal(newest.order.state)) return;
        } else {
          await new Promise<void>((resolve) => {
            watcher.wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener("abort", wake);
      this.#remove(watcher);
    }
  }

  /** Tells those who watch this order, unless they know of a newer state. */
  tell(changed: Listed): void {
    for (const watcher of this.#watchers.get(changed.order.orderId) ?? []) {
      if (changed.order.revision <= watcher.newest.order.revision) continue;
      watcher.newest = changed;
      watcher.wake();
    }
  }

  /** Looks no more. Who watches is not told: the server ends their streams. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #add(watcher: Watcher): void {
    const { orderId } = watcher.newest.order;
    const others = this.#watchers.get(orderId);
    if (others) others.add(watcher);
    else this.#watchers.set(orderId, new Set([watcher]));
    this.#pollLater();
  }

  #remove(watcher: Watcher): void {
    const { orderId } = watcher.newest.order;
    const others = this.#watchers.get(orderId);
    others?.delete(watcher);
    if (others?.size === 0) this.#watchers.delete(orderId);
  }

  #pollLater(): void {
    if (this.#closed || this.#polling || this.#timer !== undefined || this.#watchers.size === 0) return;
    this.#timer = setTimeout(() => void this.#poll(), this.#options.pollMs).unref();
  }

  async #poll(): Promise<void> {
    this.#timer = undefined;
    this.#polling = true;
    await this.#look();
    this.#polling = false;
    this.#pollLater();
  }

  async #look(): Promise<void> {
    const { orders, log } = this.#options;
    try {
      for (const changed of await orders.newerThan(this.#known())) this.tell(changed);
      if (this.#cutOff) log.info("watched orders can be looked at again");
      this.#cutOff = false;
    } catch (error) {
      // Streams outlast an outage of the database: they have nothing to tell meanwhile.
      const outage = error instanceof DatabaseUnavailable || error instanceof CommitUnknown;
      if (!outage) log.error({ err: error }, "watched orders cannot be looked at");
      else if (!this.#cutOff) log.warn({ reason: error.message }, "watched orders cannot be looked at for now");
      this.#cutOff = outage;
    }
  }

  /** The oldest revision that some watcher of each order has. */
  #known(): Map<string, number> {
    return new Map(
      [...this.#watchers].map(([orderId, watchers]) => [
        orderId,
        Math.min(...[...watchers].map(({ newest }) => newest.order.revision)),
      ]),
    );
  }
}

/** Nothing comes after it. In review an order is not: a person will see to it. */
function isFinal({ status }: OrderState): boolean {
  return status === "confirmed" || status === "declined" || status === "cancelled";
}
