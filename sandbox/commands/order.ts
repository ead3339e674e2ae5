/** `npm run order`: places an order with the Order service of a stack, and prints its answer. */
import { sandboxState } from "../cluster/namespace.ts";
import { KNOWN_STACKS } from "../cluster/plan.ts";
import { readOptions, readQuantity } from "../options.ts";
import type { Paths } from "../paths.ts";
import { callPlaceOrder, type OrderWish } from "../place-order.ts";
import { Problem } from "../problem.ts";
import { pulumiCommand, stackOutputs } from "../pulumi-cli.ts";
import { knownTarget, type Target } from "../target.ts";

const HELP = `npm run order [-- OPTIONS]

Places an order and prints the answer. Exit code 0 for an answer (also "declined"), 1 where there was none.

  --product ID            what is ordered (espresso-beans)
  --quantity N            how many (1)
  --payment-method ID     how it is paid (pm_card_visa); pm_card_declined is declined
  --key TEXT              the idempotency key (a new one): the same key again is the same order
  --client NAME           whom the order belongs to (you)
  --stack NAME            whose Order service (dev)
  --address HOST:PORT     an Order service by address instead
`;

const OPTIONS = {
  product: { type: "string", default: "espresso-beans" },
  quantity: { type: "string", default: "1" },
  "payment-method": { type: "string", default: "pm_card_visa" },
  key: { type: "string" },
  client: { type: "string", default: "you" },
  stack: { type: "string", default: "dev" },
  address: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const DEFAULT_WISH: OrderWish = {
  product: OPTIONS.product.default,
  quantity: 1,
  paymentMethod: OPTIONS["payment-method"].default,
  client: OPTIONS.client.default,
};

export async function order(paths: Paths, env: NodeJS.ProcessEnv, args: string[]): Promise<number> {
  const options = readOptions("run order", args, OPTIONS);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (options.help) {
    say(HELP);
    return 0;
  }
  const wish = {
    product: options.product,
    quantity: readQuantity("quantity", options.quantity),
    paymentMethod: options["payment-method"],
    client: options.client,
    idempotencyKey: options.key,
  };
  if (options.address) {
    say(await callPlaceOrder(options.address, wish));
    return 0;
  }
  const target = knownTarget(paths);
  const outputs = sandboxAddress(paths, target, options.stack)
    ? {}
    : await stackOutputs(pulumiCommand(paths, target, env), options.stack);
  await placeOrder(paths, target, options.stack, outputs, wish, say);
  return 0;
}

/** With the forwarded port of the sandbox, or else through the API server of the cluster. */
export async function placeOrder(
  paths: Paths,
  target: Target,
  stack: string,
  outputs: Record<string, unknown>,
  wish: Partial<OrderWish>,
  say: (line: string) => void,
) {
  const whole = { ...DEFAULT_WISH, ...wish };
  const address = sandboxAddress(paths, target, stack);
  if (address) return say(await callPlaceOrder(address, whole));
  const { namespace } = outputs;
  if (typeof namespace !== "string")
    throw new Problem(
      `stack ${stack} has no output "namespace"`,
      `Bring it up first: \`npm run pulumi -- up -s ${stack}\`.`,
    );
  // Loaded here alone: the Kubernetes client needs half a second.
  const [{ load }, { forwardPort }] = await Promise.all([import("../own-cluster.ts"), import("../port-forward.ts")]);
  const forward = await forwardPort(load(target.kubeconfig, target.context), namespace, "order", 50051);
  try {
    say(await callPlaceOrder(`127.0.0.1:${forward.port}`, whole));
  } finally {
    forward.close();
  }
}

/** HOST:PORT where the sandbox forwards a stack's Order service. */
export function sandboxAddress(paths: Paths, target: Target, stack: string): string | undefined {
  const known = KNOWN_STACKS.find((name) => name === stack);
  if (target.kind !== "sandbox" || !known) return undefined;
  const state = sandboxState(paths);
  if (state.kind === "stopped") throw new Problem("the sandbox is not running", "Run `npm start`.");
  return `127.0.0.1:${state.plan.ports.order[known]}`;
}
