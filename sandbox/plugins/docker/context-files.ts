/** What is in a build context: the files under it that no ignore rule leaves out. */
import { type Dirent, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type IgnoreRules, parseIgnoreRules } from "./ignore-rules.ts";

export type ContextEntry = {
  /** Relative to the context, with slashes. */
  name: string;
  type: "file" | "folder" | "link";
};

/** Sorted by name, so that the same context always gives the same list. */
export function contextEntries(context: string, dockerfile: string): ContextEntry[] {
  const ignored = ignoreRules(context, dockerfile);
  const inContext = path.relative(context, dockerfile).split(path.sep).join("/");
  const entries: ContextEntry[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(path.join(context, folder), { withFileTypes: true })) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const type = typeOf(entry);
      // A rule may bring back what lies in an ignored folder.
      if (type === "folder") visit(name);
      // The build needs its Dockerfile, ignored or not.
      if (type !== undefined && (!ignored(name) || name === inContext)) entries.push({ name, type });
    }
  };
  visit("");
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Sockets and devices are no part of a context. */
function typeOf(entry: Dirent): ContextEntry["type"] | undefined {
  if (entry.isSymbolicLink()) return "link";
  if (entry.isDirectory()) return "folder";
  return entry.isFile() ? "file" : undefined;
}

/** A Dockerfile's own ignore file goes before the context's. */
function ignoreRules(context: string, dockerfile: string): IgnoreRules {
  for (const file of [`${dockerfile}.dockerignore`, path.join(context, ".dockerignore")]) {
    const text = read(file);
    if (text !== undefined) return parseIgnoreRules(text);
  }
  return () => false;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
