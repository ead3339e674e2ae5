/** .dockerignore: https://docs.docker.com/build/concepts/context/#dockerignore-files */

export type IgnoreRules = (file: string) => boolean;

/** Paths are relative to the context, with slashes. The last pattern that fits a path, or a folder above it, decides. */
export function parseIgnoreRules(text: string): IgnoreRules {
  const patterns = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const kept = line.startsWith("!");
      const pattern = (kept ? line.slice(1) : line).trim().replace(/^\/+|\/+$/g, "");
      return { kept, expression: expressionOf(pattern.replace(/^\.\//, "")) };
    });
  return (file) => {
    const steps = file.split("/");
    const paths = steps.map((_, index) => steps.slice(0, index + 1).join("/"));
    const decisive = patterns.findLast(({ expression }) => paths.some((each) => expression.test(each)));
    return decisive !== undefined && !decisive.kept;
  };
}

/** Go's filepath.Match, and ** for any number of folders. */
function expressionOf(pattern: string): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (pattern.startsWith("**/", at)) {
      source += "(?:.*/)?";
      at += 2;
    } else if (pattern.startsWith("**", at)) {
      source += ".*";
      at += 1;
    } else if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "[") {
      const end = pattern.indexOf("]", at + 1);
      const set = pattern.slice(at + 1, end === -1 ? undefined : end);
      source += end === -1 ? "\\[" : `[${set.replaceAll("\\", "\\\\")}]`;
      if (end !== -1) at = end;
    } else if (char === "\\") {
      at++;
      source += literal(pattern.charAt(at));
    } else source += literal(char);
  }
  return new RegExp(`^${source}$`);
}

const literal = (char: string) => char.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
