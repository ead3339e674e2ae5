/** Stand-in for pulumi-resource-docker, which cannot be had where only package registries are reached. */
import { connectEngineLog } from "../rpc/engine-log.ts";
import { engineAddress, onEngineGone, serve } from "../rpc/serve-plugin.ts";
import { connectDocker } from "./daemon.ts";
import { dockerProvider } from "./provider.ts";

const log = connectEngineLog(engineAddress(process.argv));
const { port } = await serve(dockerProvider({ log, connect: connectDocker, env: process.env, folder: process.cwd() }));
onEngineGone(() => process.exit(1));
process.stdout.write(`${port}\n`);
