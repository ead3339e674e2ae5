/**
 * `npm run fuzz -- --requests N --seed S`: fuzzes both services, with a PostgreSQL of its own. Prints the figures as
 * JSON. Exit code 1 if anything was out of place, 2 for options that cannot be.
 */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DATABASES, type DatabaseUrls, ensureDatabase } from "../local/databases.ts";
import { makeCluster, startPostgres } from "../local/postgres.ts";
import { readOptions, readQuantity } from "../sandbox/options.ts";
import { Problem } from "../sandbox/problem.ts";
import { fuzz } from "./fuzz/fuzz.ts";

const TEMPLATE = path.join(import.meta.dirname, "..", ".build", "postgres-template");

const HELP = `npm run fuzz -- [--requests N] [--seed S]
  --requests N  how many; 50000 unless set
  --seed S      the same requests as with this seed before; a fresh one unless set
`;

function readArguments() {
  const freshSeed = String(1 + Math.floor(Math.random() * 999_999_999));
  const { help, requests, seed } = readOptions("run fuzz", process.argv.slice(2), {
    help: { type: "boolean", default: false },
    requests: { type: "string", default: "50000" },
    seed: { type: "string", default: freshSeed },
  });
  return { help, requests: readQuantity("requests", requests), seed: readQuantity("seed", seed) };
}

async function main(): Promise<number> {
  const { help, requests, seed } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  process.stderr.write(`fuzz: ${requests} requests, seed ${seed}\n`);
  const home = await mkdtemp(path.join(tmpdir(), "holdfast-fuzz-"));
  await makeCluster(TEMPLATE);
  const folder = path.join(home, "postgres");
  await cp(TEMPLATE, folder, { recursive: true });
  const postgres = await startPostgres({ folder });
  try {
    for (const name of DATABASES) await ensureDatabase(postgres, name);
    const urls = Object.fromEntries(DATABASES.map((name) => [name, postgres.url(name)])) as DatabaseUrls;
    const started = performance.now();
    const onProgress = (done: number) => process.stderr.write(`fuzz: ${done} of ${requests}\n`);
    const report = await fuzz({ requests, seed, urls, home, onProgress });
    const seconds = Math.round((performance.now() - started) / 1_000);
    process.stdout.write(`${JSON.stringify({ seed, seconds, ...report }, undefined, 2)}\n`);
    if (report.complaints.length > 0) process.stderr.write(`fuzz: not good; logs are in ${home}\n`);
    else await rm(home, { recursive: true, force: true });
    return report.complaints.length > 0 ? 1 : 0;
  } finally {
    await postgres.stop("orderly");
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`fuzz: ${error.message}. ${error.remedy}\n`);
  process.exitCode = 2;
}
