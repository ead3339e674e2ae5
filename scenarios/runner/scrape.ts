/** What one scrape of a replica of Order says. */
import { type BreakerState, type Sample, STATES } from "../run.ts";

const PATIENCE_MS = 900;

/** Nothing but the name, if the replica does not answer. */
export async function scrape(replica: string, url: string): Promise<Omit<Sample, "atMs">> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return { replica, ...readMetrics(await answer.text()) };
  } catch {
    return { replica };
  }
}

export function readMetrics(text: string): Omit<Sample, "atMs" | "replica"> {
  const value = (series: string) => {
    const found = text.split("\n").find((line) => line.startsWith(`${series} `));
    return found === undefined ? undefined : Number(found.slice(series.length + 1));
  };
  const state: BreakerState | undefined = STATES.find((name) => value(`order_breaker_state{state="${name}"}`) === 1);
  const bytes = value("process_resident_memory_bytes");
  return {
    state,
    memoryMb: bytes === undefined ? undefined : Math.round(bytes / 2 ** 20),
    pending: value("holdfast_orders_pending"),
    oldestSeconds: value("holdfast_oldest_pending_order_age_seconds"),
  };
}
