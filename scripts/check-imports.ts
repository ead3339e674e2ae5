/**
 * The import rules of the house: who may know of whom.
 * A rule names a folder and what its files may import of ours; test files may import anything.
 */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");

const MAY_IMPORT: Record<string, RegExp[]> = {
  proto: [/^proto\//],
  "services/shared": [/^services\/shared\//, /^proto\//],
  "services/order": [/^services\/order\//, /^services\/shared\//, /^proto\//],
  "services/payment": [/^services\/payment\//, /^services\/shared\//, /^proto\//],
  // Infra takes nothing from the services but their settings, what those of chaos mean, which it forecasts, and how a
  // file that runs elsewhere is read.
  infra: [
    /^infra\//,
    /^services\/(order|payment|shared)\/([\w-]+\/)*[\w-]*settings\.ts$/,
    /^services\/shared\/chaos\//,
    /^services\/shared\/unix-text\.ts$/,
  ],
  // A local run is what the program would put on a cluster, and the services never learn of it.
  local: [
    /^local\//,
    /^infra\/(read|service)-settings\.ts$/,
    /^services\/shared\/settings\.ts$/,
    /^sandbox\/(lock|options|ports|problem|progress)\.ts$/,
  ],
  // Torture drives all of it, and judges by the outside alone: contracts, rows and movements of money.
  torture: [
    /^(torture|local|proto|reconcile)\//,
    /^services\/(shared\/|(order|payment)\/(crash-points|settings)\.ts$|order\/breaker\/seeded\.ts$)/,
    // It runs what the images hold.
    /^infra\/images\/context\.ts$/,
    /^sandbox\/(options|problem)\.ts$/,
  ],
  // Scenarios drive all of it from outside, and read what it records: its settings, the breaker's records, the books.
  scenarios: [
    /^(scenarios|local|proto|reconcile)\//,
    /^services\/(shared\/|order\/breaker\/|(order|payment)\/([\w-]*settings)\.ts$)/,
    /^sandbox\//,
  ],
  // It believes nobody, and so knows the tables and nothing of the code that writes them.
  reconcile: [/^reconcile\//, /^services\/shared\//],
  sandbox: [/^sandbox\//, /^proto\//, /^services\/shared\//, /^infra\/settings\.ts$/],
};

/** Packages that one file (or folder) alone may import. */
const ONLY_IN: Record<string, RegExp> = {
  opossum: /^services\/order\/breaker\//,
  "@pulumi/pulumi": /^(infra|sandbox\/(plugins|acceptance\/provider-program))\//,
  "@pulumi/kubernetes": /^(infra|sandbox\/acceptance\/provider-program)\//,
  "@pulumi/docker": /^infra\//,
  "@kubernetes/client-node": /^(sandbox|scenarios\/runner|infra\/place)\//,
  // One driver, behind services/shared/postgres.
  pg: /^(services\/shared\/postgres|local)\//,
  "puppeteer-core": /^sandbox\/browser\//,
  dockerode: /^sandbox\//,
  "google-protobuf": /^sandbox\/plugins\//,
};

/** What is wrong with the imports of a file of ours; `file` is its path from the root. */
export function importProblems(file: string, source: string): string[] {
  if (/\.(test|torture|bench|browser|cluster|differential)\.ts$/.test(file) || file.startsWith("proto/gen/")) return [];
  return importedBy(source).flatMap((name) => {
    if (!name.startsWith(".")) {
      const rule = Object.entries(ONLY_IN).find(([pkg]) => name === pkg || name.startsWith(`${pkg}/`));
      return rule && !rule[1].test(file) ? [`${file} imports ${name}: only ${rule[1].source} may`] : [];
    }
    const target = path.posix.join(path.posix.dirname(file), name);
    const home = Object.keys(MAY_IMPORT).find((folder) => file.startsWith(`${folder}/`));
    if (!home || MAY_IMPORT[home]?.some((allowed) => allowed.test(target))) return [];
    return [`${file} imports ${target}: files in ${home}/ may not`];
  });
}

function importedBy(source: string): string[] {
  const forms = /^\s*(?:import|export)\s[^;"]*?from\s+"([^"]+)"|^\s*import\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)/gm;
  return [...source.matchAll(forms)].map(([, from, effect, dynamic]) => from ?? effect ?? dynamic ?? "");
}

if (import.meta.main) {
  const files = globSync("{proto,services,infra,sandbox,local,torture,reconcile,scenarios,bench}/**/*.ts", {
    cwd: root,
  });
  const problems = files.flatMap((file) => importProblems(file, readFileSync(path.join(root, file), "utf8")));
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
