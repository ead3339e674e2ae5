/** Stand-in for pulumi-resource-kubernetes, which cannot be had where only package registries are reached. */
import { connectEngineLog } from "../rpc/engine-log.ts";
import { engineAddress, onEngineGone, serve } from "../rpc/serve-plugin.ts";
import { realClock } from "./await/real-clock.ts";
import { kubernetesProvider } from "./provider.ts";

const log = connectEngineLog(engineAddress(process.argv));
const { port } = await serve(kubernetesProvider(log, process.env, realClock));
onEngineGone(() => process.exit(1));
process.stdout.write(`${port}\n`);
