import type { ListenAddress } from "./server-settings.ts";
import { SettingsError } from "./settings-error.ts";

/** HOST:PORT, with an IPv6 host in brackets. */
export function addressOf({ host, port }: ListenAddress): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/**
 * Waits until a server listens, and gives its port. Rejects with a SettingsError that names the setting: `key` is
 * "listen" or "metrics".
 */
export async function listening(
  key: string,
  address: ListenAddress,
  start: (ready: (port: number) => void, failed: (error: Error) => void) => void,
): Promise<number> {
  try {
    return await new Promise(start);
  } catch (error) {
    throw new SettingsError(`\`${key}\``, [
      `cannot listen on ${addressOf(address)}: ${reasonOf(error)}. Set \`${key}.host\` and \`${key}.port\` to an address of this machine and a port that is free.`,
    ]);
  }
}

/** The system's own words, which grpc-js wraps into some of its own. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /\bE[A-Z]+: [a-z ]*[a-z]/.exec(text)?.[0] ?? text;
}
