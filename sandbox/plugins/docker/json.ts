/** Looking into what another program sent. */
export function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Reflect.get(value, key) : undefined;
}

export function textOf(value: unknown, key: string): string {
  const found = at(value, key);
  return typeof found === "string" ? found : "";
}
