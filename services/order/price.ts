/** Prices an order by the catalogue. */
import type { Money } from "../shared/money.ts";
import type { Catalogue } from "./settings.ts";

export type Price = { kind: "priced"; total: Money } | { kind: "unknown-product" } | { kind: "too-large" };

/** Quantity × unit price, exact; a total past `Number.MAX_SAFE_INTEGER` minor units is refused, not rounded. */
export function priceOf(catalogue: Catalogue, productId: string, quantity: number): Price {
  const { currencyCode, unitPricesMinor } = catalogue;
  // Of its own: "constructor" is no product.
  const unitPriceMinor = Object.hasOwn(unitPricesMinor, productId) ? unitPricesMinor[productId] : undefined;
  if (unitPriceMinor === undefined) return { kind: "unknown-product" };
  // A product of two integers that is a safe integer is exact; a rounded one is beyond the safe ones.
  const amountMinor = quantity * unitPriceMinor;
  return Number.isSafeInteger(amountMinor)
    ? { kind: "priced", total: { currencyCode, amountMinor } }
    : { kind: "too-large" };
}
