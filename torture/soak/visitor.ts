/** A customer's visit: an order, and now and then something else about it, so that every method has its share of the load. */
import type { Shop } from "../load/shop.ts";

/** `onAnswer` is told how each call ended. The same number of visits makes the same calls. */
export function visitor(shop: Shop, onAnswer: (method: string, outcome: string) => void): () => Promise<void> {
  let visits = 0;
  return async () => {
    const visit = visits++;
    const { outcome, order } = await shop.place(visit % 10 === 0 ? "pm_card_declined" : "pm_card_visa");
    onAnswer("PlaceOrder", outcome);
    if (!order) return;
    switch (visit % 10) {
      case 1:
        return onAnswer("GetOrder", await shop.get(order));
      case 2:
        return onAnswer("WatchOrder", await shop.watch(order, 1_000));
      case 3:
        if (outcome === "PAYMENT_PENDING") onAnswer("CancelOrder", await shop.cancel(order));
        return;
      case 4:
        if (outcome === "PAYMENT_PENDING")
          onAnswer("ChangePaymentMethod", await shop.change(order, "pm_card_mastercard"));
    }
  };
}
