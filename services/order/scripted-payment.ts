/** For tests: a Payment on a port of its own that answers as the test says, and remembers what it was asked. */
import type { TestContext } from "node:test";
import { pino } from "pino";
import { Registry } from "prom-client";
import { paymentService } from "../../proto/contracts.ts";
import type { ProcessPaymentRequest__Output } from "../../proto/gen/payment/v1/ProcessPaymentRequest.ts";
import type { ProcessPaymentResponse } from "../../proto/gen/payment/v1/ProcessPaymentResponse.ts";
import type { VoidPaymentRequest__Output } from "../../proto/gen/payment/v1/VoidPaymentRequest.ts";
import type { VoidPaymentResponse } from "../../proto/gen/payment/v1/VoidPaymentResponse.ts";
import { serve } from "../shared/rpc-server.ts";
import { unary } from "../shared/unary.ts";

export const APPROVED: ProcessPaymentResponse = { paymentId: "p-1", result: "PAYMENT_RESULT_APPROVED" };
export const VOIDED: VoidPaymentResponse = { result: "VOID_RESULT_VOIDED" };

/** Approves and voids everything until `charge` and `void` are set to something else. */
export async function scriptedPayment(t: TestContext) {
  const log = pino({ level: "silent" });
  const charges: ProcessPaymentRequest__Output[] = [];
  const voids: VoidPaymentRequest__Output[] = [];
  const script = {
    charge: async (_request: ProcessPaymentRequest__Output): Promise<ProcessPaymentResponse> => APPROVED,
    void: async (_request: VoidPaymentRequest__Output): Promise<VoidPaymentResponse> => VOIDED,
  };
  const server = await serve({
    listen: { host: "127.0.0.1", port: 0 },
    serviceName: "payment.v1.PaymentService",
    service: paymentService,
    implementation: {
      ProcessPayment: unary(log, (request: ProcessPaymentRequest__Output) => {
        charges.push(request);
        return script.charge(request);
      }),
      VoidPayment: unary(log, (request: VoidPaymentRequest__Output) => {
        voids.push(request);
        return script.void(request);
      }),
    },
    drainMs: 100,
    registry: new Registry(),
  });
  t.after(() => server.close());
  return Object.assign(script, { target: `dns:///127.0.0.1:${server.port}`, charges, voids });
}
