/** A foreign client: ghz, built from its Go module. Needs Go, and its module proxy once. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = path.join(import.meta.dirname, "..", "..");
const PROGRAM = path.join(ROOT, ".build", "ghz");
const BUILD_MS = 20 * 60_000;
const MAX_OUTPUT_BYTES = 2 ** 28;

/** What of ghz's JSON we read; times are nanoseconds. */
export type GhzReport = {
  count: number;
  statusCodeDistribution: Record<string, number>;
  latencyDistribution: { percentage: number; latency: number }[];
};

export type GhzOptions = { address: string; perSecond: number; total: number; requests: readonly object[] };

/** Built when it is first needed; seconds when Go has it in its cache. */
export async function buildGhz(): Promise<void> {
  if (existsSync(PROGRAM)) return;
  mkdirSync(path.dirname(PROGRAM), { recursive: true });
  await run("go", ["build", "-o", PROGRAM, "github.com/bojand/ghz/cmd/ghz"], {
    cwd: import.meta.dirname,
    timeout: BUILD_MS,
  });
}

/** PlaceOrder with each of the requests in turn, at an even rate. In texts `{{newUUID}}` is another one each time. */
export async function ghz({ address, perSecond, total, requests }: GhzOptions): Promise<GhzReport> {
  const { stdout } = await run(
    PROGRAM,
    [
      "--insecure",
      ...[
        "--proto",
        path.join(ROOT, "proto", "order", "v1", "order.proto"),
        "--import-paths",
        path.join(ROOT, "proto"),
      ],
      ...["--call", "order.v1.OrderService.PlaceOrder", "--data", JSON.stringify(requests)],
      ...["--metadata", JSON.stringify({ "x-client-id": "ghz" })],
      ...["--rps", String(perSecond), "--total", String(total), "--concurrency", "50", "--connections", "2"],
      ...["--timeout", "10s", "--format", "json"],
      address,
    ],
    { maxBuffer: MAX_OUTPUT_BYTES },
  );
  return JSON.parse(stdout) as GhzReport;
}
