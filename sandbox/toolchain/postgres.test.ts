import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { run } from "../process.ts";
import { postgresParts } from "./postgres.ts";

const repo = path.join(import.meta.dirname, "..", "..");

test("PostgreSQL is packed with its links, a user that initdb accepts, and nobody's own permissions", async () => {
  const folder = testFolder();
  const work = { note: () => undefined, signal: new AbortController().signal, env: process.env };
  await postgresParts(repo).make(folder, work);
  assert.deepEqual(readdirSync(folder).sort(), ["Dockerfile", "postgres.tar"]);

  const tar = path.join(folder, "postgres.tar");
  const listed = (await run("tar", ["-tvf", tar])).stdout;
  assert.match(listed, /^-rwxr-xr-x (root\/root|0\/0) .* usr\/local\/pgsql\/bin\/postgres$/m);
  assert.match(listed, / usr\/local\/pgsql\/lib\/libpq\.so\.5 -> libpq\.so\.5\.\d+$/m);
  assert.match(listed, / usr\/local\/pgsql\/share\/postgresql\/postgresql\.conf\.sample$/m);
  assert.doesNotMatch(listed, /\.a$/m);
  assert.match((await run("tar", ["-xOf", tar, "etc/passwd"])).stdout, /^postgres:x:999:999:/m);
});
