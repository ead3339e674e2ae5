/** Stand-in for pulumi-language-nodejs, which cannot be had where only package registries are reached. */
import { connectEngineLog } from "../rpc/engine-log.ts";
import { engineAddress, onEngineGone, serve } from "../rpc/serve-plugin.ts";
import { languageHost } from "./language-host.ts";

const engine = engineAddress(process.argv);
const log = connectEngineLog(engine);
const host = languageHost({
  engine,
  log,
  env: process.env,
  graceMs: 5_000,
  output: "inherit",
});
const { port } = await serve(host.addTo);
onEngineGone(() => {
  host.abandon();
  process.exit(1);
});
process.stdout.write(`${port}\n`);
