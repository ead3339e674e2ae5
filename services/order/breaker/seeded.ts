/** Random numbers that are the same for the same seed. */

export type Random = {
  /** In [0, 1). */
  next: () => number;
  pick: <T>(choices: readonly [T, ...T[]]) => T;
};

/** mulberry32: small, and good enough to wander. */
export function seeded(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0] };
}
