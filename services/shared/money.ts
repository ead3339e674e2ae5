/** Money in code and on the wire: a whole amount of minor units, exact or refused. */
import type { Money__Output } from "../../proto/gen/money/v1/Money.ts";
import { invalidArgument } from "./invalid-argument.ts";

/** `amountMinor` is a safe integer: 1250 with EUR is 12.50 euros. `currencyCode` is an ISO 4217 code. */
export type Money = { currencyCode: string; amountMinor: number };

/** The wire's 64-bit amount as a decimal string. */
export function toWireMoney({ currencyCode, amountMinor }: Money): Money__Output {
  return { currencyCode, amountMinor: String(amountMinor) };
}

/**
 * A positive amount that somebody sent. `field` is its name in the request.
 * Throws INVALID_ARGUMENT with a sentence; an amount past 2^53 - 1, which a number cannot tell from its neighbours, too.
 */
export function readWireMoney(field: string, money: Money__Output | null): Money {
  if (money === null) throw invalidArgument(field, "is missing: send a currency code and an amount");
  const { currencyCode, amountMinor: text } = money;
  // Only what has the shape of a code is repeated in the message: anything may have been put here by mistake.
  if (!/^[A-Z]{3}$/.test(currencyCode))
    throw invalidArgument(`${field}.currency_code`, "must be an ISO 4217 code, like EUR");
  const amountMinor = Number(text);
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1)
    throw invalidArgument(`${field}.amount_minor`, `must be from 1 to ${Number.MAX_SAFE_INTEGER} minor units`, text);
  return { currencyCode, amountMinor };
}

/** For a person to read: "378.00 EUR", with as many decimals as the currency has. */
export function showMoney({ currencyCode, amountMinor }: Money): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency: currencyCode });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 0;
  // As text: a division would round large amounts.
  const digits = String(amountMinor).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return `${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ""} ${currencyCode}`;
}
