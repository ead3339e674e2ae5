/**
 * Compares the order book, Payment's ledger and the processor's movements while all of them go on working. The three cannot
 * be seen at one moment, so what differs is looked at again after a while: what was only under way has come to agree by then.
 */
import { booksIn } from "./books.ts";
import { type Difference, differencesOf, isOpen } from "./compare.ts";
import { type Databases, readAll } from "./read.ts";

export type Reconciliation = {
  compared: { orders: number; ledgerRows: number; movements: number };
  /** Orders that nobody can say yet what they come to; no difference, unless they are among those too. */
  open: { pending: number; inReview: number; firstOrderIds: string[] };
  differences: Difference[];
  /** Whether there were so many that the rest was not looked at. */
  more: boolean;
};

export type ReconcileOptions = {
  databases: Databases;
  /** Resolves when whatever was under way has ended: a call, a lease, a take-over. */
  settle: () => Promise<void>;
};

/** Orders that are looked at again, at most. */
const MOST_SUSPECTS = 10_000;
const MOST_OPEN_SHOWN = 100;

export async function reconcile({ databases, settle }: ReconcileOptions): Promise<Reconciliation> {
  const first = await look(databases, undefined);
  if (first.suspects.size === 0) return { ...first.summary, differences: [] };
  await settle();
  const second = await look(databases, [...first.suspects.keys()]);
  const known = new Set([...first.suspects.values()].flat().map(textOf));
  const differences = [...second.suspects.values()].flat().filter((difference) => known.has(textOf(difference)));
  return { ...first.summary, differences };
}

type Look = { summary: Omit<Reconciliation, "differences">; suspects: Map<string, Difference[]> };

function look(databases: Databases, groups: string[] | undefined): Promise<Look> {
  return readAll(databases, groups, async (streams) => {
    const compared = { orders: 0, ledgerRows: 0, movements: 0 };
    const open = { pending: 0, inReview: 0, firstOrderIds: [] as string[] };
    const suspects = new Map<string, Difference[]>();
    for await (const books of booksIn(streams)) {
      const { group, order, ledger, movements } = books;
      compared.ledgerRows += ledger.length;
      compared.movements += movements.length;
      if (order) compared.orders++;
      if (order && isOpen(order)) {
        if (order.status === "needs-review") open.inReview++;
        else open.pending++;
        if (open.firstOrderIds.length < MOST_OPEN_SHOWN) open.firstOrderIds.push(order.orderId);
      }
      const differences = differencesOf(books);
      if (differences.length > 0) suspects.set(group, differences);
      if (suspects.size > MOST_SUSPECTS) return { summary: { compared, open, more: true }, suspects };
    }
    return { summary: { compared, open, more: false }, suspects };
  });
}

function textOf({ kind, subject, what }: Difference): string {
  return `${kind} ${subject} ${what}`;
}
