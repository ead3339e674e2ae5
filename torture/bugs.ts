/**
 * Faults that a service like this could have, to prove that torture and its checker would find them. Each is a change of
 * a few words in a copy of the sources; words that are no longer there are an error, so that no bug is forgotten.
 */
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

export type Bug = {
  name: string;
  /** What somebody had in mind. */
  story: string;
  edits: { file: string; from: string; to: string }[];
};

export const BUGS: readonly Bug[] = [
  {
    name: "queue-after-failure",
    story: "an order is only written down once its charge has ended, since most of them succeed",
    edits: [
      {
        file: "services/order/place-order.ts",
        from: "  const inserted = await orders.insert(",
        to: `  const known = idempotencyKey && (await orders.placedUnder(clientId, idempotencyKey, fingerprint));
  if (known) return known;
  await dependencies.payments.charge(order);
  const inserted = await orders.insert(`,
      },
    ],
  },
  {
    name: "new-key-on-retry",
    story: "each try to charge has a key of its own, so that Payment never answers with an old failure",
    edits: [
      {
        file: "services/order/order.ts",
        from: `chargeKey({ orderId, attempt }: Pick<Order, "orderId" | "attempt">): string {
  return \`\${orderId}/\${attempt}\`;`,
        to: `chargeKey({ orderId, attempt, tries }: Order): string {
  return \`\${orderId}/\${attempt + tries}\`;`,
      },
    ],
  },
  {
    name: "no-lease-token",
    story: "whoever has called Payment writes the result, since it had taken the order before",
    edits: [
      {
        file: "services/order/orders.ts",
        from: "WHERE order_id = $1 AND lease_token = $2 FOR UPDATE",
        to: "WHERE order_id = $1 AND $2::bigint > 0 FOR UPDATE",
      },
    ],
  },
  {
    name: "cancel-without-void",
    story: "a pending order is not paid, so that it can be cancelled at once",
    edits: [
      {
        file: "services/order/transition.ts",
        from: 'if (charged === "no") return final(order, { status: "cancelled", reversed: false });',
        to: 'if (charged) return final(order, { status: "cancelled", reversed: false });',
      },
    ],
  },
  {
    name: "new-key-before-void",
    story: "a new payment method is charged at once, under its own key, and the old key is forgotten",
    edits: [
      {
        file: "services/order/transition.ts",
        from: 'if (charged === "no") return nextAttempt(order, paymentMethod);',
        to: "if (charged) return nextAttempt(order, paymentMethod);",
      },
    ],
  },
  {
    name: "unavailable-is-uncharged",
    story: "a Payment that is not available has charged nothing",
    edits: [
      {
        file: "services/order/call-payment.ts",
        from: '  UNAVAILABLE: { kind: "unknown" },',
        to: '  UNAVAILABLE: { kind: "refused" },',
      },
    ],
  },
];

/** Copies what the services are built from into a folder, with the bug in it. */
export function copyWithBug(root: string, bug: Bug, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["services", "proto", "package.json"])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  for (const { file, from, to } of bug.edits) {
    const source = readFileSync(path.join(folder, file), "utf8");
    const parts = source.split(from);
    if (parts.length !== 2)
      throw new Error(
        `the bug ${bug.name} does not fit: ${file} has ${parts.length - 1} times ${JSON.stringify(from)}`,
      );
    writeFileSync(path.join(folder, file), parts.join(to));
  }
}
