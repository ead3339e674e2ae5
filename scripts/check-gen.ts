/** Fails when proto/gen is not what the .proto files generate. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generate } from "./gen.ts";

function tree(dir: string): Map<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(dir, file), readFileSync(file, "utf8")];
    }),
  );
}

const fresh = mkdtempSync(path.join(tmpdir(), "holdfast-gen-"));
try {
  generate(fresh);
  const wanted = tree(fresh);
  const committed = tree(path.join(import.meta.dirname, "..", "proto", "gen"));
  const names = new Set([...wanted.keys(), ...committed.keys()]);
  const stale = [...names].filter((name) => wanted.get(name) !== committed.get(name));
  for (const name of stale) process.stdout.write(`proto/gen/${name} is not what the contracts generate\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
