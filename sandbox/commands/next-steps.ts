/** What `npm start` tells a person to try once a stack is up. */
import type { Target } from "../target.ts";

export type UpStack = {
  stack: string;
  /** The stack's outputs that matter here. */
  namespace: string;
  products: string[];
  /** HOST:PORT of Order, where it is forwarded to this machine. */
  address: string | undefined;
};

export function nextSteps(
  { kind, context }: Pick<Target, "kind" | "context">,
  { stack, namespace, products, address }: UpStack,
): string {
  const kubectl = kind === "sandbox" ? "npm run kubectl --" : `kubectl --context ${context}`;
  const product = products[1] ?? products[0];
  const lines = [
    ...(address ? [`Order answers on ${address} (gRPC, with reflection).`, ""] : []),
    "Try next:",
    `  npm run order -- --product ${product} --quantity 3${stack === "dev" ? "" : ` --stack ${stack}`}`,
    `  npm run pulumi -- config set --path holdfast:chaos.abort.percentage 100 -s ${stack} && npm run pulumi -- up -s ${stack} --yes`,
    `  ${kubectl} get pods -n ${namespace}`,
    "  npm run status",
    kind === "sandbox" ? "  npm run stop" : `  npm run pulumi -- destroy -s ${stack}`,
  ];
  return `\n${lines.join("\n")}`;
}
