/** What can be ordered while fuzzed: a price that overflows a total with a quantity that is still an int32. */
export const PRICES: Readonly<Record<string, number>> = {
  "espresso-beans": 1_450,
  grinder: 18_900,
  yacht: 1_000_000_000_000,
};
