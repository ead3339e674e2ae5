/** Rows of three databases, brought together by order while they stream: nothing but the present order is held. */
import type { Books, LedgerRecord, Movement, OrderRecord } from "./compare.ts";

/** What each database has, sorted by order id or key as bytes are. */
export type Streams = {
  orders: AsyncIterator<OrderRecord>;
  ledger: AsyncIterator<LedgerRecord>;
  movements: AsyncIterator<Movement>;
};

/**
 * What belongs together: an order with its id, and keys with what they begin with. Cut to the length of an id, whatever is
 * sorted stays so, also keys that are of no order.
 */
export function groupOf(idOrKey: string): string {
  return idOrKey.slice(0, "00000000-0000-0000-0000-000000000000".length);
}

/** Each order, and what has none, with all that is known of it. */
export async function* booksIn({ orders, ledger, movements }: Streams): AsyncGenerator<Books & { group: string }> {
  const sources = {
    orders: await peekable(orders, ({ orderId }) => orderId),
    ledger: await peekable(ledger, ({ key }) => key),
    movements: await peekable(movements, ({ key }) => key),
  };
  for (;;) {
    const [group] = Object.values(sources)
      .flatMap(({ group }) => group ?? [])
      .sort();
    if (group === undefined) return;
    const [order] = await sources.orders.take(group);
    yield { group, order, ledger: await sources.ledger.take(group), movements: await sources.movements.take(group) };
  }
}

async function peekable<T>(source: AsyncIterator<T>, idOf: (row: T) => string) {
  let head = await source.next();
  const headGroup = () => (head.done ? undefined : groupOf(idOf(head.value)));
  return {
    get group() {
      return headGroup();
    },
    async take(group: string): Promise<T[]> {
      const taken: T[] = [];
      while (!head.done && headGroup() === group) {
        taken.push(head.value);
        head = await source.next();
      }
      const next = headGroup();
      // Or everything behind it would seem to be missing elsewhere.
      if (next !== undefined && next < group) throw new Error(`the rows are not sorted: ${next} comes after ${group}`);
      return taken;
    },
  };
}
