/** The contracts, loaded once: clients to call with, service definitions to serve, and what reflection tells of both. */
import { loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { ProtoGrpcType as ErrorDetails } from "./gen/error_details.ts";
import type { ProtoGrpcType as OrderContract } from "./gen/order.ts";
import type { ProtoGrpcType as PaymentContract } from "./gen/payment.ts";
import type { ProtoGrpcType as RichStatus } from "./gen/status.ts";

const FILES = [
  "order/v1/order.proto",
  "payment/v1/payment.proto",
  "google/rpc/status.proto",
  "google/rpc/error_details.proto",
];

/** The contracts with their descriptors. 64-bit integers travel as decimal strings, so that none is rounded. */
export const packageDefinition = loadSync(FILES, {
  // The bundle in an image has another folder put in here.
  includeDirs: [import.meta.dirname],
  keepCase: false,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
});

// What loadPackageDefinition makes of the files is known only to the generator of the types.
type Contracts = OrderContract & PaymentContract & ErrorDetails & RichStatus;
const { google, order, payment } = loadPackageDefinition(packageDefinition) as unknown as Contracts;

/** `new OrderClient(address, credentials)` */
export const OrderClient = order.v1.OrderService;
export type OrderClient = InstanceType<typeof OrderClient>;

/** `new PaymentClient(address, credentials)` */
export const PaymentClient = payment.v1.PaymentService;
export type PaymentClient = InstanceType<typeof PaymentClient>;

/** What a server hands to `addService`. */
export const orderService = order.v1.OrderService.service;
export const paymentService = payment.v1.PaymentService.service;

/** The messages of errors that a program can act on, each with `serialize` and `deserialize`. */
export const { Status: RpcStatus, ErrorInfo, RetryInfo, BadRequest } = google.rpc;
