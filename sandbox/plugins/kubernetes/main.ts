/** Stand-in for pulumi-resource-kubernetes, which cannot be had where only package registries are reached. */
import { connectEngineLog } from "../rpc/engine-log.ts";
import { engineAddress, onEngineGone, serve } from "../rpc/serve-plugin.ts";
import { realClock } from "./await/real-clock.ts";
import { kubernetesProvider } from "./provider.ts";

const log = connectEngineLog(engineAddress(process.argv));
const provider = kubernetesProvider(log, process.env, realClock);
const { port } = await serve(provider.addTo);
onEngineGone(() => process.exit(1));
process.stdout.write(`${port}\n`);
