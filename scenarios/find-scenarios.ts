/** The scenarios that a word of the command line means. */
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Problem, reasonOf } from "../sandbox/problem.ts";
import type { Scenario } from "./scenario.ts";

/** `name`: one of the catalogue's, a FILE.ts whose default export is one, or all. Throws a Problem that names what is wrong. */
export async function findScenarios(name: string, catalogue: readonly Scenario[]): Promise<Scenario[]> {
  if (name === "all") return [...catalogue];
  if (name.endsWith(".ts")) return [await ownScenario(name)];
  const found = catalogue.find((scenario) => scenario.name === name);
  if (found) return [found];
  const names = catalogue.map((scenario) => scenario.name).join(", ");
  throw new Problem(`there is no scenario "${name}"`, `There are ${names}, all, and FILE.ts for one of your own.`);
}

async function ownScenario(file: string): Promise<Scenario> {
  if (!existsSync(file)) throw new Problem(`there is no file ${file}`, "Name the file of a scenario, or see --list.");
  let found: { default?: Partial<Scenario> };
  try {
    found = await import(pathToFileURL(path.resolve(file)).href);
  } catch (error) {
    throw new Problem(`${file} cannot be read: ${reasonOf(error)}`, "docs/scenarios.md has an example.");
  }
  const { name, expectations, load } = found.default ?? {};
  // Its name is that of a folder, too. That its parts fit is for check-scenario.ts.
  if (typeof name !== "string" || !/^[\w-]{1,60}$/.test(name) || !expectations || !load)
    throw new Problem(
      `${file} has no scenario as its default export, with a name of letters, digits and dashes`,
      "It ends like `export default scenario({ name: … })`: docs/scenarios.md has an example.",
    );
  return found.default as Scenario;
}
