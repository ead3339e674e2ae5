import { z } from "zod";

const UNITS: Record<string, number> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

const QUANTITY = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti|)$/;

/** An amount of CPU or memory as Kubernetes writes it: `250m`, `1`, `512Mi`. A bare number may come as a number. */
export function quantity() {
  return z
    .union([z.string(), z.number()], 'must be an amount as Kubernetes writes it, like "250m" or "512Mi"')
    .transform(String)
    .refine((text) => amountOf(text) > 0, 'must be an amount as Kubernetes writes it, like "250m" or "512Mi"');
}

/** The amount in cores or bytes; NaN if it is not a quantity. */
export function amountOf(text: string): number {
  const [, number, unit] = QUANTITY.exec(text) ?? [];
  return Number(number) * (UNITS[unit ?? ""] ?? Number.NaN);
}
