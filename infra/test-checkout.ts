/** For tests: this repository as git checks it out with either line ending. */
import { globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const repository = path.join(import.meta.dirname, "..");

/** Puts all that the program and the images are made of into an empty folder, every line ended so; returns the folder. */
export function testCheckout(root: string, lineEnd: "\n" | "\r\n"): string {
  const sources = ["{infra,services,proto}/**/*.*", "services/Dockerfile", "package.json", "tsconfig.json"];
  for (const file of globSync(sources, { cwd: repository })) {
    const text = readFileSync(path.join(repository, file), "utf8").replaceAll("\r\n", "\n");
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), text.replaceAll("\n", lineEnd));
  }
  symlinkSync(path.join(repository, "node_modules"), path.join(root, "node_modules"));
  return root;
}
