/** Orders in review as a person reads them: what is wrong, and what can be done. Nothing of a payment method is shown. */
import { showMoney } from "../shared/money.ts";
import { chargeKey, type Order, type PendingAction, type ReviewReason } from "./order.ts";

export type InReview = { order: Order; since: Date };

/** `total`: how many there are, of which these are the first; `now` is what ages count to. */
export function reviewText(orders: readonly InReview[], total: number, now: Date): string {
  if (orders.length === 0) return "No order needs a person.\n";
  const count = total === 1 ? "1 order needs a person." : `${total} orders need a person.`;
  const more = total > orders.length ? `\n${total - orders.length} more: resolve some of these first.\n` : "";
  return `${count}\n${orders.map((entry) => `\n${block(entry, now)}`).join("")}${more}`;
}

function block({ order, since }: InReview, now: Date): string {
  const { orderId, clientId, productId, quantity, total, tries, state } = order;
  if (state.status !== "needs-review") throw new Error("only orders in review are shown");
  const { wrong, remedy } = WORDS[state.reason];
  const rows = [
    ["order", orderId],
    ["client", clientId],
    ["of", `${quantity} × ${productId}, ${showMoney(total)}`],
    ["since", `${since.toISOString().slice(0, 16).replace("T", " ")} UTC (${age(now.getTime() - since.getTime())})`],
    ["was to be", GOALS[state.action.kind]],
    ["charge key", `${chargeKey(order)}${tries > 0 ? `, after ${tries} calls without an answer` : ""}`],
    ["wrong", wrong],
    ["to do", remedy],
  ];
  return rows.map(([name = "", text]) => `  ${name.padEnd(12)}${text}\n`).join("");
}

const GOALS: Record<PendingAction["kind"], string> = {
  charge: "charged",
  cancel: "cancelled",
  change: "charged to another method, once the first is known not to be charged",
};

const WORDS: Record<ReviewReason, { wrong: string; remedy: string }> = {
  "request-rejected": {
    wrong: "Payment refuses this charge for good, as it does an unknown payment method. Nothing was charged.",
    remedy: "cancel it, so that the customer can order again; or mend Payment, then retry",
  },
  "key-mismatch": {
    wrong: "Payment knows the charge key with another amount or method, and may have charged that.",
    remedy: "look the key up in Payment's ledger, and find out who used it; cancel gives back what was charged",
  },
  "key-void": {
    wrong: "Payment says that the charge key is void, but Order had not asked for that. Nothing stays charged.",
    remedy: "cancel it; a retry would find the key void again",
  },
  "not-reversed": {
    wrong: "Payment says that the charge stays, although it was asked to give it back.",
    remedy: "look the key up in Payment's ledger, mend Payment, then retry",
  },
  "too-many-tries": {
    wrong: "Payment gave no answer to go by, time after time. It may have been charged.",
    remedy:
      "see in the logs why calls fail, then retry: it is charged once at most; or cancel, which gives back what was charged",
  },
};

function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 120) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
