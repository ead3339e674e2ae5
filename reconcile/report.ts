/** A reconciliation as a person reads it. */
import type { Reconciliation } from "./reconcile.ts";

const MOST_OPEN_SHOWN = 10;

/** Whether all was compared, and nothing differs. */
export function agrees({ differences, more }: Reconciliation): boolean {
  return differences.length === 0 && !more;
}

export function reconciliationText(result: Reconciliation): string {
  const { compared, open, differences, more } = result;
  const { orders, ledgerRows, movements } = compared;
  const lines = [
    `Compared: ${orders} in the order book, ${ledgerRows} in Payment's ledger, ${movements} of the processor's movements.`,
    ...openLines(open),
    ...differences.map(({ kind, subject, what }) => `${kind}  ${subject}: ${what}`),
    agrees(result)
      ? "They agree."
      : `${differences.length} ${differences.length === 1 ? "difference" : "differences"}.`,
  ];
  if (more)
    lines.push(
      "So much differed at the first look that not all was compared: resolve what is left, and compare again.",
    );
  return `${lines.join("\n")}\n`;
}

function openLines({ pending, inReview, firstOrderIds }: Reconciliation["open"]): string[] {
  const count = pending + inReview;
  if (count === 0) return [];
  const shown = firstOrderIds.slice(0, MOST_OPEN_SHOWN);
  const rest = count > shown.length ? ` and ${count - shown.length} more` : "";
  return [`Still open: ${pending} pending, ${inReview} in review: ${shown.join(", ")}${rest}.`];
}
