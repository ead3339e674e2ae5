/** Values that are odd, each in a way of its own. */
import type { Random } from "../../services/order/breaker/seeded.ts";
import { PRICES } from "./catalogue.ts";

/** A card number that some client puts where a reference belongs; it must appear in no error and no log. */
export const CARD_NUMBER = "4111111111111111";

const TEXTS: readonly [string, ...string[]] = [
  "",
  " ",
  "\0",
  "a\0b",
  "\r\n",
  "tab\there",
  "\u202eright to left",
  "schlüssel",
  "ключ",
  "😀",
  "\ufffd",
  // Half a character: what goes over the wire for it is no UTF-8.
  "\ud800",
  "null",
  "__proto__",
  "constructor",
  "toString",
  "anonymous",
  "'; DROP TABLE orders; --",
  "%s%n%00",
  "../../etc/passwd",
  "x".repeat(255),
  "x".repeat(256),
  "ü".repeat(5_000),
  "00000000-0000-0000-0000-000000000000",
  "00000000-0000-0000-0000-00000000000",
  "FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF",
];

const QUANTITIES: readonly [number, ...number[]] = [
  1,
  2,
  3,
  0,
  -1,
  9_007,
  9_008,
  10_000,
  2 ** 31 - 1,
  -(2 ** 31),
  65_536,
];
const AMOUNTS = ["1", "1450", "0", "-1", "9007199254740991", "9007199254740992", "9223372036854775807"] as const;
const CURRENCIES = ["EUR", "USD", "XXX", "eur", "", "EURO", "E\0R"] as const;
const METHODS = [
  "pm_card_visa",
  "pm_card_mastercard",
  "pm_card_declined",
  "pm_card_insufficient_funds",
  "pm_card_expired",
] as const;
const CLIENTS = ["shop", "till", "app", "spiffe://shop.example/web", "x".repeat(128)] as const;

export function hostileValues({ next, pick }: Random) {
  const upTo = (most: number) => Math.floor(next() * (most + 1));
  const oddText = () => pick(TEXTS);
  const someKey = () => `key-${upTo(5_000)}`;
  return {
    upTo,
    chance: (share: number) => next() < share,
    oddText,
    product: () => pick(Object.keys(PRICES) as [string, ...string[]]),
    quantity: () => pick([1, 2, 3]),
    oddQuantity: () => pick(QUANTITIES),
    amount: () => String(1 + upTo(100_000)),
    oddAmount: () => pick(AMOUNTS),
    oddCurrency: () => pick(CURRENCIES),
    method: () => pick(METHODS),
    oddMethod: () => pick([CARD_NUMBER, "pm_unknown", oddText()]),
    client: () => pick(CLIENTS),
    key: someKey,
    bytes: (most: number) => Buffer.from(Array.from({ length: upTo(most) }, () => upTo(255))),
  };
}

export type HostileValues = ReturnType<typeof hostileValues>;
