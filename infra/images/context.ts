import { createHash } from "node:crypto";
import { globSync } from "node:fs";
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { readUnixText } from "../../services/shared/unix-text.ts";
import { bundle } from "./bundle.ts";

/** A folder that a Docker daemon can build an image of a service from. */
export interface BuildContext {
  /** Absolute. Its name holds the tag, so that a folder is written once and never changes. */
  folder: string;
  /** First 12 hexadecimal digits of the SHA-256 of everything in it. */
  tag: string;
}

const DAY_MS = 86_400_000;

/**
 * Prepares what the image of a service is built from: the bundle, the .proto files and migrations it loads, and the Dockerfile.
 * Two runs may do so at once: a folder appears as a whole, under a name that tells its content, or is there already.
 */
export async function prepareContext(root: string, service: string): Promise<BuildContext> {
  const files = await contentOf(root, service);
  const tag = digestOf(files);
  const home = path.join(root, ".build", "images");
  const folder = path.join(home, `${service}-${tag}`);
  await mkdir(home, { recursive: true });
  if (!(await exists(folder))) await writeWhole(files, folder);
  await forgetOld(home, service, folder);
  return { folder, tag };
}

async function contentOf(root: string, service: string): Promise<Map<string, Uint8Array>> {
  const require = createRequire(path.join(root, "package.json"));
  const packageFolder = (name: string) => path.dirname(require.resolve(`${name}/package.json`));
  return new Map([
    ["Dockerfile", textOf(path.join(root, "services", "Dockerfile"))],
    ...filesIn(path.join(root, "proto"), "**/*.proto", "proto"),
    ...filesIn(path.join(packageFolder("grpc-health-check"), "proto"), "health/**/*.proto", "proto"),
    ...filesIn(path.join(packageFolder("@grpc/reflection"), "build", "proto"), "grpc/**/*.proto", "proto"),
    // Beside the bundle, as in the sources they lie beside main.ts.
    ...filesIn(path.join(root, "services", service), "**/migrations/*.sql", `services/${service}`),
    ...(await bundle(root, service)),
  ]);
}

/** Those files of a folder that match, with their contents, as files of another one. */
function filesIn(folder: string, pattern: string, home: string): [string, Uint8Array][] {
  return globSync(pattern, { cwd: folder }).map((file) => [
    path.posix.join(home, file),
    textOf(path.join(folder, file)),
  ]);
}

/** The same bytes in every checkout. (The bundler sees to its own.) */
function textOf(file: string): Uint8Array {
  return Buffer.from(readUnixText(file));
}

function digestOf(files: Map<string, Uint8Array>): string {
  const hash = createHash("sha256");
  for (const [file, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${file}\0${content.length}\0`).update(content);
  return hash.digest("hex").slice(0, 12);
}

async function writeWhole(files: Map<string, Uint8Array>, folder: string): Promise<void> {
  const draft = await mkdtemp(`${folder}.`);
  for (const [file, content] of files) {
    await mkdir(path.join(draft, path.dirname(file)), { recursive: true });
    await writeFile(path.join(draft, file), content);
  }
  // A umask differs from person to person, modes are part of the image, and its user must be able to read.
  for (const entry of globSync("**", { cwd: draft, withFileTypes: true }))
    await chmod(path.join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true });
    if (!(await exists(folder))) throw error;
  }
}

/** Folders of a service that no run has used for a day are of code that has changed since. */
async function forgetOld(home: string, service: string, inUse: string): Promise<void> {
  const now = Date.now();
  await utimes(inUse, now / 1000, now / 1000);
  for (const name of await readdir(home)) {
    const folder = path.join(home, name);
    const age = now - ((await stat(folder).catch(() => undefined))?.mtimeMs ?? now);
    if (name.startsWith(`${service}-`) && age > DAY_MS) await rm(folder, { recursive: true, force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
