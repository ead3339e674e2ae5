import { type Random, seeded } from "../services/order/breaker/seeded.ts";

/** Random numbers for one purpose, told from those for others by words: `randomFor("7", "round 3")`. */
export function randomFor(seed: string, purpose: string): Random {
  return seeded(fnv1a(`${seed}/${purpose}`));
}

function fnv1a(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}
