/** What each method takes: as a well-behaved client would send it, and with odd values in it. */
import { orderService, paymentService } from "../../proto/contracts.ts";
import type { HostileValues } from "./hostile-values.ts";

export type Service = "order" | "payment";

export type FuzzedMethod = {
  service: Service;
  path: string;
  /** Whether the answer may be a stream that does not end. */
  endless: boolean;
  /** The message, of values that pass, or of which some may not. */
  write(values: HostileValues, odd: boolean): Buffer;
};

type Methods = readonly [FuzzedMethod, ...FuzzedMethod[]];

/** Every method of both contracts; `pickOrderId` gives the id of an order that was placed. */
export function contractMethods(pickOrderId: () => string): Methods {
  const orderId = (v: HostileValues, odd: boolean) => (odd && v.chance(0.5) ? v.oddText() : pickOrderId());
  const key = (v: HostileValues, odd: boolean) => (odd && v.chance(0.5) ? v.oddText() : v.key());
  const method = (v: HostileValues, odd: boolean) => (odd && v.chance(0.5) ? v.oddMethod() : v.method());

  const { PlaceOrder, GetOrder, WatchOrder, CancelOrder, ChangePaymentMethod } = orderService;
  const { ProcessPayment, GetPayment, VoidPayment } = paymentService;
  return [
    of("order", PlaceOrder, (v, odd) =>
      PlaceOrder.requestSerialize({
        productId: odd && v.chance(0.3) ? v.oddText() : v.product(),
        quantity: odd && v.chance(0.5) ? v.oddQuantity() : v.quantity(),
        paymentMethod: method(v, odd),
        idempotencyKey: v.chance(0.2) ? "" : key(v, odd),
      }),
    ),
    of("order", GetOrder, (v, odd) => GetOrder.requestSerialize({ orderId: orderId(v, odd) })),
    of("order", WatchOrder, (v, odd) => WatchOrder.requestSerialize({ orderId: orderId(v, odd) })),
    of("order", CancelOrder, (v, odd) => CancelOrder.requestSerialize({ orderId: orderId(v, odd) })),
    of("order", ChangePaymentMethod, (v, odd) =>
      ChangePaymentMethod.requestSerialize({ orderId: orderId(v, odd), paymentMethod: method(v, odd) }),
    ),
    of("payment", ProcessPayment, (v, odd) =>
      ProcessPayment.requestSerialize({
        amount:
          odd && v.chance(0.1)
            ? null
            : {
                currencyCode: odd && v.chance(0.5) ? v.oddCurrency() : "EUR",
                amountMinor: odd && v.chance(0.5) ? v.oddAmount() : v.amount(),
              },
        paymentMethod: method(v, odd),
        idempotencyKey: key(v, odd),
      }),
    ),
    of("payment", GetPayment, (v, odd) => GetPayment.requestSerialize({ idempotencyKey: key(v, odd) })),
    of("payment", VoidPayment, (v, odd) =>
      VoidPayment.requestSerialize({ idempotencyKey: key(v, odd), reverse: v.chance(0.5) }),
    ),
  ];
}

/** No methods at all, and those that every server has. */
export function otherMethods(): Methods {
  const text: FuzzedMethod["write"] = (v) => orderService.GetOrder.requestSerialize({ orderId: v.oddText() });
  return [
    of("order", { path: "/order.v1.OrderService/Steal", responseStream: false }, text),
    of("order", { path: "/order.v1.OrderService/", responseStream: false }, text),
    of("order", { path: "/grpc.health.v1.Health/Check", responseStream: false }, text),
    of("payment", { path: "/order.v1.OrderService/PlaceOrder", responseStream: false }, text),
    of("payment", { path: "/", responseStream: false }, text),
    of("payment", { path: "/constructor/__proto__", responseStream: false }, text),
    of("payment", { path: "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", responseStream: false }, text),
  ];
}

function of(
  service: Service,
  { path, responseStream }: { path: string; responseStream: boolean },
  write: FuzzedMethod["write"],
): FuzzedMethod {
  return { service, path, endless: responseStream, write };
}
