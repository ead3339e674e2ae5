/** One hash over all that a build reads: while it stays the same, nothing is built. */
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import { contextEntries } from "./context-files.ts";

/** Over the Dockerfile, and path, mode and content of each file that is not ignored. Times and owners do not count. */
export function contextDigest(context: string, dockerfile: string): string {
  const digest = createHash("sha256");
  const add = (name: string, file: string) => {
    const stat = lstatSync(file);
    const content = stat.isSymbolicLink() ? readlinkSync(file) : readFileSync(file);
    const hash = createHash("sha256").update(content).digest("hex");
    digest.update(`${name}\0${stat.mode.toString(8)}\0${hash}\n`);
  };
  add("Dockerfile", dockerfile);
  for (const { name, type } of contextEntries(context, dockerfile))
    if (type !== "folder") add(name, path.join(context, name));
  return digest.digest("hex");
}
