/** What `npm start` sets in its copy of a stack's file. */
import { KNOWN_STACKS, ORDER_NODE_PORTS } from "../cluster/plan.ts";
import type { Target } from "../target.ts";

/** Where things are; written at each start. */
export function connectionOf(target: Omit<Target, "pulumi">): Record<string, string> {
  return {
    "holdfast:kubeconfig": target.kubeconfig,
    "holdfast:context": target.context,
    "holdfast:image.registry": target.registry,
    ...(target.base && { "holdfast:image.base": target.base }),
  };
}

/** What a stack's copy begins with; afterwards it is the person's. */
export function seedOf({ kind }: Pick<Target, "kind">, stack: string): Record<string, string> {
  const known = KNOWN_STACKS.find((name) => name === stack);
  if (kind === "own" || !known) return {};
  return {
    "holdfast:order.service.type": "NodePort",
    "holdfast:order.service.nodePort": String(ORDER_NODE_PORTS[known]),
    // Six pods that ask for half a core each have no room on two.
    ...(known === "prod" && {
      "holdfast:order.resources.cpuRequest": "100m",
      "holdfast:payment.resources.cpuRequest": "100m",
    }),
  };
}
