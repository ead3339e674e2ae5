import type { ListenAddress } from "./server-settings.ts";

/** HOST:PORT, with an IPv6 host in brackets. */
export function addressOf({ host, port }: ListenAddress): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/**
 * Waits until a server listens, and gives its port. A failure names the setting that it comes from: `key` is
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
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `cannot listen on ${addressOf(address)}: ${reason}. Set \`${key}.host\` and \`${key}.port\` to an address of this machine and a port that is free.`,
      { cause: error },
    );
  }
}
