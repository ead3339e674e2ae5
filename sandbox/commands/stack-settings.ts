/** What `npm start` sets in its copy of a stack's file. */
import { KNOWN_STACKS, ORDER_NODE_PORTS } from "../cluster/plan.ts";
import type { Target } from "../target.ts";

/** Where things are; written at each start. */
export function connectionOf(target: Omit<Target, "pulumi">): Record<string, string> {
  return {
    // From where Pulumi.yaml is in the clone: the state is to hold no path of one machine.
    "holdfast:kubeconfig": target.kind === "sandbox" ? ".sandbox/kubeconfig" : target.kubeconfig,
    "holdfast:context": target.context,
    "holdfast:image.registry": target.registry,
    ...(target.base && { "holdfast:image.base": target.base }),
    ...(target.postgres && { "holdfast:database.image": target.postgres }),
  };
}

/** What a stack's copy begins with; afterwards it is the person's. */
export function seedOf({ kind }: Pick<Target, "kind">, stack: string): Record<string, string> {
  const known = KNOWN_STACKS.find((name) => name === stack);
  if (kind === "own" || !known) return {};
  return {
    "holdfast:order.service.type": "NodePort",
    "holdfast:order.service.nodePort": String(ORDER_NODE_PORTS[known]),
    // Eight pods that ask for half a core each have no room on two.
    ...(known === "prod" && {
      "holdfast:order.resources.cpuRequest": "100m",
      "holdfast:payment.resources.cpuRequest": "100m",
      "holdfast:database.resources.cpuRequest": "100m",
    }),
  };
}

/**
 * Passwords of the databases in the cluster, random ones, for those of which the stack's copy tells nothing yet: written as
 * secrets, and kept from then on.
 */
export function missingSecrets(stackFile: string, random: () => string): Record<string, string> {
  const told = (key: string) => new RegExp(`^\\s*holdfast:${key}:`, "m").test(stackFile);
  const services = ["order", "payment"].filter(
    (service) => !told(`${service}DatabasePassword`) && !told(`${service}DatabaseUrl`),
  );
  return Object.fromEntries(services.map((service) => [`holdfast:${service}DatabasePassword`, random()]));
}
