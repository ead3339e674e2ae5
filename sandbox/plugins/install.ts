/** Puts plugins where Pulumi looks for them: the language host beside the CLI, providers into a PULUMI_HOME. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { linkFile } from "../link-file.ts";
import { replaceFile } from "../replace-file.ts";

/** What a stand-in is run with. */
export type StandInPlaces = {
  /** The Node 24 that runs it. */
  nodeBinary: string;
  /** The clone whose sandbox/plugins are run. */
  repoRoot: string;
  /** A PULUMI_HOME of the sandbox's own; never the user's. */
  pulumiHome: string;
};

/** A provider as Pulumi asks for it: the version is the npm package's. */
export type Provider = { name: string; version: string };

/** The folder where Pulumi looks for exactly this version. */
export const providerFolder = (pulumiHome: string, { name, version }: Provider) =>
  path.join(pulumiHome, "plugins", `resource-${name}-v${version}`);

/** `binFolder` is the folder of the `pulumi` executable. */
export function installLanguageHost(places: StandInPlaces, binFolder: string): void {
  put(path.join(binFolder, "pulumi-language-nodejs"), wrapper(places, "language-nodejs"));
}

/** The stand-in of sandbox/plugins for a provider. */
export function installStandIn(places: StandInPlaces, provider: Provider): void {
  const file = path.join(providerFolder(places.pulumiHome, provider), `pulumi-resource-${provider.name}`);
  put(file, wrapper(places, provider.name));
}

/** A provider that is there already, in `from`: each of its files. Takes the place of a stand-in. */
export function installProvider(pulumiHome: string, provider: Provider, from: string): void {
  const folder = providerFolder(pulumiHome, provider);
  for (const file of readdirSync(from)) linkFile(path.join(from, file), path.join(folder, file));
}

/** `exec`, so that the engine's signals reach Node; the compile cache, because Pulumi starts each plugin anew for each step. */
function wrapper({ nodeBinary, repoRoot, pulumiHome }: StandInPlaces, plugin: string): string {
  const main = path.join(repoRoot, "sandbox", "plugins", plugin, "main.ts");
  const cache = path.join(pulumiHome, "node-compile-cache");
  return `#!/bin/sh\nNODE_COMPILE_CACHE=${quoted(cache)} exec ${quoted(nodeBinary)} ${quoted(main)} "$@"\n`;
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Safe to repeat, and while the plugin runs: replaced as a whole, or left alone when it is right already. */
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
