/** Puts the stand-ins where Pulumi looks for plugins: the language host beside the CLI, the others into PULUMI_HOME. */
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { replaceFile } from "../replace-file.ts";

export type Places = {
  /** The folder of the `pulumi` executable. */
  pulumiBinDir: string;
  /** A PULUMI_HOME of the sandbox's own; never the user's. */
  pulumiHome: string;
  /** The Node 24 that runs the stand-ins. */
  nodeBinary: string;
  /** The clone whose sandbox/plugins are run. */
  repoRoot: string;
};

/** The versions are those of the npm packages, for Pulumi looks for exactly what the SDK asks for. */
const PROVIDERS = [
  { name: "kubernetes", version: "4.34.2" },
  { name: "docker", version: "5.2.0" },
];

/** Safe to repeat, and while a plugin runs: a file is replaced as a whole, or left alone when it is right already. */
export function installStandIns(places: Places): void {
  const main = (plugin: string) => path.join(places.repoRoot, "sandbox", "plugins", plugin, "main.ts");
  const cache = path.join(places.pulumiHome, "node-compile-cache");
  const script = (plugin: string) => wrapper(places.nodeBinary, main(plugin), cache);

  put(path.join(places.pulumiBinDir, "pulumi-language-nodejs"), script("language-nodejs"));
  for (const { name, version } of PROVIDERS) {
    const folder = path.join(places.pulumiHome, "plugins", `resource-${name}-v${version}`);
    put(path.join(folder, `pulumi-resource-${name}`), script(name));
  }
}

/** `exec`, so that the engine's signals reach Node; the compile cache, because Pulumi starts each plugin anew for each step. */
function wrapper(node: string, main: string, cache: string): string {
  return `#!/bin/sh\nNODE_COMPILE_CACHE=${quoted(cache)} exec ${quoted(node)} ${quoted(main)} "$@"\n`;
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function put(file: string, text: string): void {
  if (read(file) === text) return;
  mkdirSync(path.dirname(file), { recursive: true });
  replaceFile(file, text, { mode: 0o755 });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
