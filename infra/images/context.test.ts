import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { mkdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { beforeEach } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { testCheckout } from "../test-checkout.ts";
import { prepareContext } from "./context.ts";

const repository = path.join(import.meta.dirname, "..", "..");
let root: string;

/** A clone as small as can be: two services that share a line, a contract, and the packages. */
beforeEach(async () => {
  root = testFolder();
  await symlink(path.join(repository, "node_modules"), path.join(root, "node_modules"));
  await put("package.json", '{"type":"module"}');
  await put("proto/order/v1/order.proto", 'syntax = "proto3";');
  await put("proto/gen/order.ts", "// no part of an image");
  await put("services/order/migrations/0001-orders.sql", "CREATE TABLE orders ();");
  await put("services/payment/processor/migrations/0001-movements.sql", "CREATE TABLE movements ();");
  await put("services/Dockerfile", "ARG BASE\nFROM $BASE\n");
  await put("services/shared/greeting.ts", "export const greeting: string = import.meta.dirname;");
  for (const service of ["order", "payment"])
    await put(
      `services/${service}/main.ts`,
      `import { greeting } from "../shared/greeting.ts";\nconsole.log(greeting, "${service}");\n`,
    );
});

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.join(root, path.dirname(file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

test("a context holds the Dockerfile, the bundle and every contract and migration that is loaded when it runs, and nothing else", async () => {
  const { folder } = await prepareContext(root, "order");
  const files = globSync("**", { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.deepEqual(files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort(), [
    "Dockerfile",
    "proto/grpc/reflection/v1/reflection.proto",
    "proto/grpc/reflection/v1alpha/reflection.proto",
    "proto/health/v1/health.proto",
    "proto/order/v1/order.proto",
    "services/order/main.js",
    "services/order/main.js.map",
    "services/order/migrations/0001-orders.sql",
  ]);
  const payment = await prepareContext(root, "payment");
  const migration = path.join(payment.folder, "services/payment/processor/migrations/0001-movements.sql");
  assert.equal(await readFile(migration, "utf8"), "CREATE TABLE movements ();");
});

test("the same code gives the same tag, in the same folder, written once", async () => {
  const first = await prepareContext(root, "order");
  const bundle = path.join(first.folder, "services/order/main.js");
  const written = (await stat(bundle)).mtimeMs;
  assert.deepEqual(await prepareContext(root, "order"), first);
  assert.equal((await stat(bundle)).mtimeMs, written);
});

test("no path of the machine gets into a bundle", async () => {
  const { folder } = await prepareContext(root, "order");
  for (const file of ["main.js", "main.js.map"])
    assert.ok(!(await readFile(path.join(folder, "services/order", file), "utf8")).includes(root), file);
});

test("a change in one service changes its own context only, one in shared code both", async () => {
  const tags = async () => ({
    order: (await prepareContext(root, "order")).tag,
    payment: (await prepareContext(root, "payment")).tag,
  });
  const before = await tags();
  await put("services/order/main.ts", 'console.log("changed");');
  const changed = await tags();
  assert.notEqual(changed.order, before.order);
  assert.equal(changed.payment, before.payment);
  await put("services/shared/greeting.ts", 'export const greeting = "good morning";');
  assert.notEqual((await tags()).payment, changed.payment);
});

test("another migration is another image", async () => {
  const { tag } = await prepareContext(root, "order");
  await put("services/order/migrations/0002-index.sql", "CREATE INDEX ON orders ();");
  assert.notEqual((await prepareContext(root, "order")).tag, tag);
});

test("a checkout with CRLF gives the same image as one with LF", async () => {
  const [unix, windows] = [testCheckout(testFolder(), "\n"), testCheckout(testFolder(), "\r\n")];
  for (const service of ["order", "payment"])
    assert.equal((await prepareContext(windows, service)).tag, (await prepareContext(unix, service)).tag, service);
});

test("several runs at once end with one whole folder, and no drafts beside it", async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => prepareContext(root, "order")));
  assert.equal(new Set(all.map(({ folder }) => folder)).size, 1);
  assert.deepEqual(
    globSync("*", { cwd: path.join(root, ".build/images") }),
    all.slice(0, 1).map(({ folder }) => path.basename(folder)),
  );
});

test("whatever the umask, the image's user can read every file, and the digest of the context is the same", async () => {
  const umask = process.umask(0o077);
  try {
    const { folder } = await prepareContext(root, "order");
    const mode = async (file: string) => (await stat(path.join(folder, file))).mode & 0o777;
    assert.equal(await mode("."), 0o755);
    assert.equal(await mode("services/order"), 0o755);
    assert.equal(await mode("services/order/main.js"), 0o644);
  } finally {
    process.umask(umask);
  }
});

test("folders that nobody has used for a day are taken away, those of the other service are not", async () => {
  const old = await prepareContext(root, "order");
  const other = await prepareContext(root, "payment");
  const daysAgo = new Date(Date.now() - 2 * 86_400_000);
  await utimes(old.folder, daysAgo, daysAgo);
  await utimes(other.folder, daysAgo, daysAgo);
  await put("services/order/main.ts", 'console.log("changed");');
  const present = await prepareContext(root, "order");
  assert.deepEqual(
    globSync("*", { cwd: path.join(root, ".build/images") }).sort(),
    [present.folder, other.folder].map((folder) => path.basename(folder)).sort(),
  );
});

test("code that cannot be bundled fails with the place of the mistake", async () => {
  await put("services/order/main.ts", 'import "./nowhere.ts";');
  await assert.rejects(
    prepareContext(root, "order"),
    /services\/order\/main\.ts:1:7: ERROR: Could not resolve "\.\/nowhere\.ts"/,
  );
});
