import path from "node:path";
import { build } from "esbuild";

/**
 * What the bundle needs before its first line: packages inside it that are CommonJS still call require, and those that
 * load .proto files look for them two folders above __dirname, which is where the image has its proto folder.
 */
const BANNER = `
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;
const __protoFolder = __dirname + "/../../proto";
`.trim();

/**
 * One ES module with everything that a service needs, and its source map: `main.js` and `main.js.map`.
 * The same sources give the same bytes on every machine: no absolute path gets in.
 */
export async function bundle(root: string, service: string): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`services/${service}/main.ts`],
    outfile: `services/${service}/main.js`,
    write: false,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    sourcemap: "linked",
    sourcesContent: false,
    banner: { js: BANNER },
    // proto/contracts.ts finds the contracts beside itself; in the bundle "itself" is somewhere else.
    define: { "import.meta.dirname": "__protoFolder" },
    logLevel: "silent",
  });
  return new Map(outputFiles.map((file) => [path.relative(root, file.path), file.contents]));
}
