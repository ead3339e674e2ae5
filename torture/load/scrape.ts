/** A service's metrics page, as Prometheus would read it. */

/** Series of one metric with the values of their labels: `{ labels: { from: "closed", to: "open" }, value: 1 }`. */
export type Series = { labels: Record<string, string>; value: number };

export async function scrape(port: number): Promise<string> {
  const page = await fetch(`http://127.0.0.1:${port}/metrics`);
  if (!page.ok) throw new Error(`the metrics on port ${port} cannot be read: ${page.status}`);
  return page.text();
}

export function seriesOf(page: string, metric: string): Series[] {
  return page.split("\n").flatMap((line) => {
    const [, name, labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name !== metric) return [];
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", text = ""]) => [key, text] as const);
    return [{ labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}
