import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { booksIn, groupOf } from "./books.ts";
import type { LedgerRecord, Movement, OrderRecord } from "./compare.ts";

const total = { currencyCode: "EUR", amountMinor: 1 };
const idOf = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, "0")}`;
const order = (n: number): OrderRecord => ({
  orderId: idOf(n),
  status: "confirmed",
  attempt: 1,
  total,
  neverSent: false,
});
const row = (key: string): LedgerRecord => ({ key, state: "approved", amount: total });
const charge = (key: string): Movement => ({ key, kind: "charge", amount: total });

async function* streamed<T>(rows: T[]): AsyncGenerator<T> {
  yield* rows;
}

async function brought(orders: OrderRecord[], ledger: LedgerRecord[], movements: Movement[]) {
  const streams = { orders: streamed(orders), ledger: streamed(ledger), movements: streamed(movements) };
  const all = [];
  for await (const { group, order, ledger, movements } of booksIn(streams))
    all.push([group, order?.orderId, ledger.map(({ key }) => key), movements.map(({ key }) => key)]);
  return all;
}

test("What belongs to one order comes together, and what is missing on any side is seen.", async () => {
  const [one, two, three] = [idOf(1), idOf(2), idOf(3)];
  assert.deepEqual(
    await brought(
      [order(1), order(3)],
      [row(`${one}/1`), row(`${one}/10`), row(`${one}/2`), row(`${two}/1`), row("z")],
      [charge(`${one}/2`), charge(`${two}/1`), charge(`${three}/1`)],
    ),
    [
      [one, one, [`${one}/1`, `${one}/10`, `${one}/2`], [`${one}/2`]],
      [two, undefined, [`${two}/1`], [`${two}/1`]],
      [three, three, [], [`${three}/1`]],
      ["z", undefined, ["z"], []],
    ],
  );
  assert.deepEqual(await brought([], [], []), []);
});

test("Rows that are not sorted are an error, not differences.", async () => {
  await assert.rejects(brought([order(2), order(1)], [], []), /the rows are not sorted/);
});

test("Every row comes once, in the group of its key, whatever keys there are.", async () => {
  const key = fc.oneof(
    fc.tuple(fc.nat(4), fc.nat(12)).map(([n, attempt]) => `${idOf(n)}/${attempt}`),
    fc.stringMatching(/^[!-~]{1,40}$/),
    fc.nat(4).map((n) => `${idOf(n)}-x`),
  );
  const keys = fc.uniqueArray(key, { maxLength: 12 }).map((keys) => keys.sort());
  await fc.assert(
    fc.asyncProperty(keys, keys, fc.uniqueArray(fc.nat(4)), async (ledger, movements, ids) => {
      const orders = ids.sort().map(order);
      const all = await brought(orders, ledger.map(row), movements.map(charge));
      const groups = all.map(([group]) => group);
      assert.equal(new Set(groups).size, groups.length);
      assert.deepEqual(
        all.flatMap(([, , rows]) => rows),
        ledger,
      );
      assert.deepEqual(
        all.flatMap(([, , , moved]) => moved),
        movements,
      );
      for (const [group, , rows] of all) for (const key of rows ?? []) assert.equal(groupOf(String(key)), group);
    }),
  );
});
