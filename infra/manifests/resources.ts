import type { types } from "@pulumi/kubernetes";
import type { Resources } from "../settings.ts";

/** What a container asks for and what it may use at most. */
export function resourcesOf(resources: Resources): types.input.core.v1.ResourceRequirements {
  return {
    requests: { cpu: resources.cpuRequest, memory: resources.memoryRequest },
    limits: { ...(resources.cpuLimit ? { cpu: resources.cpuLimit } : {}), memory: resources.memoryLimit },
  };
}
