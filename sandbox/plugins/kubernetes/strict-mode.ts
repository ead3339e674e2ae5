/** `kubernetes:strictMode` in stack config: no cluster that happens to be current is ever meant. */
import type { Properties } from "../rpc/values.ts";

export function strictModeProblems(
  inputs: Properties,
  providerName: string,
  env: NodeJS.ProcessEnv,
): { property: string; reason: string }[] {
  if (inputs.strictMode !== "true" && packageConfig(env).strictMode !== "true") return [];
  if (/^default(_|$)/.test(providerName)) return [{ property: "", reason: "strict mode prohibits default provider" }];
  return ["kubeconfig", "context"]
    .filter((property) => inputs[property] === undefined || inputs[property] === "")
    .map((property) => ({ property, reason: `strict mode requires Provider "${property}" argument` }));
}

/** The stack's `kubernetes:…` keys, as the engine gives them to the plugin. */
function packageConfig(env: NodeJS.ProcessEnv): Record<string, unknown> {
  try {
    return JSON.parse(env.PULUMI_CONFIG ?? "{}");
  } catch {
    return {};
  }
}
