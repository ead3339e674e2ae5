// Original file: payment/v1/payment.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ProcessPaymentRequest as _payment_v1_ProcessPaymentRequest, ProcessPaymentRequest__Output as _payment_v1_ProcessPaymentRequest__Output } from '../../payment/v1/ProcessPaymentRequest.ts';
import type { ProcessPaymentResponse as _payment_v1_ProcessPaymentResponse, ProcessPaymentResponse__Output as _payment_v1_ProcessPaymentResponse__Output } from '../../payment/v1/ProcessPaymentResponse.ts';

export interface PaymentServiceClient extends grpc.Client {
  ProcessPayment(argument: _payment_v1_ProcessPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  ProcessPayment(argument: _payment_v1_ProcessPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  ProcessPayment(argument: _payment_v1_ProcessPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  ProcessPayment(argument: _payment_v1_ProcessPaymentRequest, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  processPayment(argument: _payment_v1_ProcessPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  processPayment(argument: _payment_v1_ProcessPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  processPayment(argument: _payment_v1_ProcessPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  processPayment(argument: _payment_v1_ProcessPaymentRequest, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface PaymentServiceHandlers extends grpc.UntypedServiceImplementation {
  ProcessPayment: grpc.handleUnaryCall<_payment_v1_ProcessPaymentRequest__Output, _payment_v1_ProcessPaymentResponse>;
  
}

export interface PaymentServiceDefinition extends grpc.ServiceDefinition {
  ProcessPayment: MethodDefinition<_payment_v1_ProcessPaymentRequest, _payment_v1_ProcessPaymentResponse, _payment_v1_ProcessPaymentRequest__Output, _payment_v1_ProcessPaymentResponse__Output>
}
