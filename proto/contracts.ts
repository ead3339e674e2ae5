/** The contracts, loaded once: service definitions to serve, clients to call, and descriptors for reflection. */
import { loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { ProtoGrpcType as OrderPackage } from "./gen/order.ts";
import type { ProtoGrpcType as PaymentPackage } from "./gen/payment.ts";

/** Also where reflection finds the files' descriptors. 64-bit integers are strings, so that none is rounded on the wire. */
export const packageDefinition = loadSync(["order/v1/order.proto", "payment/v1/payment.proto"], {
  includeDirs: [import.meta.dirname],
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
});

const { order, payment } = loadPackageDefinition(packageDefinition) as unknown as OrderPackage & PaymentPackage;

export const OrderClient = order.v1.OrderService;
export const PaymentClient = payment.v1.PaymentService;
export const orderService = order.v1.OrderService.service;
export const paymentService = payment.v1.PaymentService.service;
