/** The process outside that holds the sandbox's ports on 127.0.0.1. It says "ready" once all are held. */
import { readFileSync } from "node:fs";
import { socketPath } from "../paths.ts";
import { reasonOf } from "../problem.ts";
import { listenOnPort } from "./forward.ts";
import { forwardsOf, type Plan, planFile } from "./plan.ts";

const state = process.argv[2] ?? "";
const plan = JSON.parse(readFileSync(planFile({ state }), "utf8")) as Plan;
try {
  for (const { name, hostPort } of forwardsOf(plan.ports)) await listenOnPort(hostPort, socketPath({ state }, name));
  process.send?.("ready");
} catch (error) {
  await new Promise((sent) => process.send?.(reasonOf(error), sent));
  process.exit(1);
}
process.disconnect?.();
