/** What a build reads, as one hash: while it stays the same, nothing is built. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Over the Dockerfile, and over name, kind and content of each file of the context in the order of their names. Neither times, owners
 * and umask count, nor the order in which a disk lists them. Throws for a context that the stand-in does not build.
 */
export function contextDigest(context: string, dockerfile: string): string {
  if (!statSync(context, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`build.context is ${context}: it is not a folder`);
  if (!statSync(dockerfile, { throwIfNoEntry: false })?.isFile() || path.relative(context, dockerfile).startsWith(".."))
    throw new Error(`build.dockerfile is ${dockerfile}: it is not a file in build.context (${context})`);
  for (const ignoring of [`${dockerfile}.dockerignore`, path.join(context, ".dockerignore")])
    if (existsSync(ignoring))
      throw new Error(`${ignoring} is not served by Holdfast's stand-in for the docker plugin: delete it`);

  const digest = createHash("sha256");
  const add = (name: string, mode: string, content: string | Buffer) =>
    digest.update(`${name}\0${mode}\0${createHash("sha256").update(content).digest("hex")}\n`);
  add("Dockerfile", FILE, readFileSync(dockerfile));
  for (const { name, place, isLink } of filesOf(context))
    if (isLink) add(name, LINK, readlinkSync(place));
    else add(name, isExecutable(place) ? EXECUTABLE : FILE, readFileSync(place));
  return digest.digest("hex");
}

/** As git has them: of a file's mode only whether it can be run says something about the file. */
const FILE = "100644";
const EXECUTABLE = "100755";
const LINK = "120777";
const isExecutable = (file: string) => (statSync(file).mode & 0o100) !== 0;

function filesOf(context: string): { name: string; place: string; isLink: boolean }[] {
  return readdirSync(context, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => {
      const place = path.join(entry.parentPath, entry.name);
      return { name: path.relative(context, place), place, isLink: entry.isSymbolicLink() };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
