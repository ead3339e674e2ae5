/** What a person is told once everything runs. */
import type { Local } from "./start-local.ts";

export function nextSteps({ replicas, target }: Pick<Local, "replicas" | "target">, products: string[], home: string) {
  const rows = replicas.map(
    ({ name, ports }) =>
      `  ${name.padEnd(10)} 127.0.0.1:${ports.grpc} (gRPC, with reflection)   http://127.0.0.1:${ports.metrics}/metrics`,
  );
  const product = products[1] ?? products[0];
  const place = JSON.stringify({
    product_id: product,
    quantity: 2,
    payment_method: "pm_card_visa",
    idempotency_key: "mine-1",
  });
  const first = replicas.find(({ service }) => service === "order");
  return [
    "",
    ...rows,
    "",
    "Try next:",
    `  npm run order -- --address 127.0.0.1:${first?.ports.grpc} --product ${product} --quantity 2`,
    `  grpcurl -plaintext -H 'x-client-id: me' -d '${place}' 127.0.0.1:${first?.ports.grpc} order.v1.OrderService/PlaceOrder`,
    `  tail -f ${home}/logs/*.log`,
    "",
    `Clients that balance by themselves reach all of Order at ${target("order")} (round_robin).`,
    "Live settings in the stack file are taken over as you save it. Ctrl-C stops everything, and keeps the orders.",
  ].join("\n");
}
