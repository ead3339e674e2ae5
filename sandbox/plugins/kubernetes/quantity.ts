/** Quantities as the API server writes them back: "0.5" is "500m", "1024Mi" is "1Gi" (apimachinery, pkg/api/resource). */

const DECIMAL = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const NANOS = 1_000_000_000n;

/** Texts that are no quantity, or use an exponent (which the server keeps), come back as they are. */
export function canonicalQuantity(text: string): string {
  const match = /^([+-]?)(\d*)\.?(\d*)(n|u|m|k|M|G|T|P|E|[KMGTPE]i|)$/.exec(text.trim());
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match ?? [];
  if (!match || whole + fraction === "") return text;
  const scale = suffix.endsWith("i")
    ? 1024n ** BigInt(BINARY.indexOf(suffix)) * NANOS
    : 1000n ** BigInt(DECIMAL.indexOf(suffix));
  const nanos = ceilDivide(BigInt(whole + fraction) * scale, 10n ** BigInt(fraction.length));
  if (nanos === 0n) return "0";
  const minus = sign === "-" ? "-" : "";
  // Below 1024 a binary quantity is written as a decimal one.
  if (suffix.endsWith("i") && nanos >= 1024n * NANOS) return minus + shorten(ceilDivide(nanos, NANOS), 1024n, BINARY);
  return minus + shorten(nanos, 1000n, DECIMAL);
}

function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

function shorten(value: bigint, base: bigint, suffixes: string[]): string {
  let rest = value;
  let step = 0;
  while (rest % base === 0n && step < suffixes.length - 1) {
    rest /= base;
    step++;
  }
  return `${rest}${suffixes[step] ?? ""}`;
}
