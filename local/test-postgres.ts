/**
 * PostgreSQL for tests: a server of the test file's own, and in it as many empty databases as its tests ask for. These
 * are schemas in truth: whoever connects by the URL finds just its own, and making one costs next to nothing.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { asOwner } from "./databases.ts";
import { makeCluster, type PostgresServer, startPostgres } from "./postgres.ts";

/** Made once, since initdb takes a second and a copy of what it makes does not. */
const TEMPLATE = path.join(import.meta.dirname, "..", ".build", "postgres-template");

/** Starts a server that ends, with its files, after the tests of the file. Call it at the file's top level. */
export async function testPostgres(
  settings?: Record<string, string>,
): Promise<PostgresServer & { newDatabase(): Promise<string> }> {
  await makeCluster(TEMPLATE);
  const home = await mkdtemp(path.join(tmpdir(), "holdfast-postgres-"));
  const folder = path.join(home, "cluster");
  await cp(TEMPLATE, folder, { recursive: true });
  const server = await startPostgres({ folder, ...(settings && { settings }) });
  // A process may end in the midst of its tests, too. The server writes until its end: its files go after it.
  const abandon = () => {
    void server.stop("orderly");
    const remove = 'while kill -0 "$0" 2>/dev/null; do sleep 0.1; done; rm -rf "$1"';
    spawn("sh", ["-c", remove, String(server.pid), home], { detached: true, stdio: "ignore" });
  };
  process.once("exit", abandon);
  after(async () => {
    await server.stop("orderly");
    await rm(home, { recursive: true, force: true });
    process.off("exit", abandon);
  });
  return {
    ...server,
    async newDatabase() {
      const name = `test_${randomBytes(6).toString("hex")}`;
      await asOwner(server, (client) => client.query(`CREATE SCHEMA ${name}`));
      return `${server.url("postgres")}?options=${encodeURIComponent(`-c search_path=${name}`)}`;
    },
  };
}
