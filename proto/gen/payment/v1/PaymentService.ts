// Original file: payment/v1/payment.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { GetPaymentRequest as _payment_v1_GetPaymentRequest, GetPaymentRequest__Output as _payment_v1_GetPaymentRequest__Output } from '../../payment/v1/GetPaymentRequest.ts';
import type { GetPaymentResponse as _payment_v1_GetPaymentResponse, GetPaymentResponse__Output as _payment_v1_GetPaymentResponse__Output } from '../../payment/v1/GetPaymentResponse.ts';
import type { ProcessPaymentRequest as _payment_v1_ProcessPaymentRequest, ProcessPaymentRequest__Output as _payment_v1_ProcessPaymentRequest__Output } from '../../payment/v1/ProcessPaymentRequest.ts';
import type { ProcessPaymentResponse as _payment_v1_ProcessPaymentResponse, ProcessPaymentResponse__Output as _payment_v1_ProcessPaymentResponse__Output } from '../../payment/v1/ProcessPaymentResponse.ts';
import type { VoidPaymentRequest as _payment_v1_VoidPaymentRequest, VoidPaymentRequest__Output as _payment_v1_VoidPaymentRequest__Output } from '../../payment/v1/VoidPaymentRequest.ts';
import type { VoidPaymentResponse as _payment_v1_VoidPaymentResponse, VoidPaymentResponse__Output as _payment_v1_VoidPaymentResponse__Output } from '../../payment/v1/VoidPaymentResponse.ts';

export interface PaymentServiceClient extends grpc.Client {
  GetPayment(argument: _payment_v1_GetPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  GetPayment(argument: _payment_v1_GetPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  GetPayment(argument: _payment_v1_GetPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  GetPayment(argument: _payment_v1_GetPaymentRequest, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  getPayment(argument: _payment_v1_GetPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  getPayment(argument: _payment_v1_GetPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  getPayment(argument: _payment_v1_GetPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  getPayment(argument: _payment_v1_GetPaymentRequest, callback: grpc.requestCallback<_payment_v1_GetPaymentResponse__Output>): grpc.ClientUnaryCall;
  
  ProcessPayment(argument: _payment_v1_ProcessPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  ProcessPayment(argument: _payment_v1_ProcessPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  ProcessPayment(argument: _payment_v1_ProcessPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  ProcessPayment(argument: _payment_v1_ProcessPaymentRequest, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  processPayment(argument: _payment_v1_ProcessPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  processPayment(argument: _payment_v1_ProcessPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  processPayment(argument: _payment_v1_ProcessPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  processPayment(argument: _payment_v1_ProcessPaymentRequest, callback: grpc.requestCallback<_payment_v1_ProcessPaymentResponse__Output>): grpc.ClientUnaryCall;
  
  VoidPayment(argument: _payment_v1_VoidPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_VoidPaymentResponse__Output>): grpc.ClientUnaryCall;
  VoidPayment(argument: _payment_v1_VoidPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_VoidPaymentResponse__Output>): grpc.ClientUnaryCall;
  VoidPayment(argument: _payment_v1_VoidPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_VoidPaymentResponse__Output>): grpc.ClientUnaryCall;
  VoidPayment(argument: _payment_v1_VoidPaymentRequest, callback: grpc.requestCallback<_payment_v1_VoidPaymentResponse__Output>): grpc.ClientUnaryCall;
  voidPayment(argument: _payment_v1_VoidPaymentRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_VoidPaymentResponse__Output>): grpc.ClientUnaryCall;
  voidPayment(argument: _payment_v1_VoidPaymentRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_payment_v1_VoidPaymentResponse__Output>): grpc.ClientUnaryCall;
  voidPayment(argument: _payment_v1_VoidPaymentRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_payment_v1_VoidPaymentResponse__Output>): grpc.ClientUnaryCall;
  voidPayment(argument: _payment_v1_VoidPaymentRequest, callback: grpc.requestCallback<_payment_v1_VoidPaymentResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface PaymentServiceHandlers extends grpc.UntypedServiceImplementation {
  GetPayment: grpc.handleUnaryCall<_payment_v1_GetPaymentRequest__Output, _payment_v1_GetPaymentResponse>;
  
  ProcessPayment: grpc.handleUnaryCall<_payment_v1_ProcessPaymentRequest__Output, _payment_v1_ProcessPaymentResponse>;
  
  VoidPayment: grpc.handleUnaryCall<_payment_v1_VoidPaymentRequest__Output, _payment_v1_VoidPaymentResponse>;
  
}

export interface PaymentServiceDefinition extends grpc.ServiceDefinition {
  GetPayment: MethodDefinition<_payment_v1_GetPaymentRequest, _payment_v1_GetPaymentResponse, _payment_v1_GetPaymentRequest__Output, _payment_v1_GetPaymentResponse__Output>
  ProcessPayment: MethodDefinition<_payment_v1_ProcessPaymentRequest, _payment_v1_ProcessPaymentResponse, _payment_v1_ProcessPaymentRequest__Output, _payment_v1_ProcessPaymentResponse__Output>
  VoidPayment: MethodDefinition<_payment_v1_VoidPaymentRequest, _payment_v1_VoidPaymentResponse, _payment_v1_VoidPaymentRequest__Output, _payment_v1_VoidPaymentResponse__Output>
}
