/** The value in the middle; of an even number of values, the lower one. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that at least this share of all values are not above (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** How often each value is there: `{ CONFIRMED: 3, UNAVAILABLE: 1 }`. */
export function tally(values: readonly string[]): Record<string, number> {
  const groups = [...Map.groupBy(values, (value) => value)].map(([value, same]) => [value, same.length] as const);
  return Object.fromEntries(groups.sort(([, one], [, other]) => other - one));
}
