// Original file: order/v1/order.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { PlaceOrderRequest as _order_v1_PlaceOrderRequest, PlaceOrderRequest__Output as _order_v1_PlaceOrderRequest__Output } from '../../order/v1/PlaceOrderRequest.ts';
import type { PlaceOrderResponse as _order_v1_PlaceOrderResponse, PlaceOrderResponse__Output as _order_v1_PlaceOrderResponse__Output } from '../../order/v1/PlaceOrderResponse.ts';

export interface OrderServiceClient extends grpc.Client {
  PlaceOrder(argument: _order_v1_PlaceOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  PlaceOrder(argument: _order_v1_PlaceOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  PlaceOrder(argument: _order_v1_PlaceOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  PlaceOrder(argument: _order_v1_PlaceOrderRequest, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  placeOrder(argument: _order_v1_PlaceOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  placeOrder(argument: _order_v1_PlaceOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  placeOrder(argument: _order_v1_PlaceOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  placeOrder(argument: _order_v1_PlaceOrderRequest, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface OrderServiceHandlers extends grpc.UntypedServiceImplementation {
  PlaceOrder: grpc.handleUnaryCall<_order_v1_PlaceOrderRequest__Output, _order_v1_PlaceOrderResponse>;
  
}

export interface OrderServiceDefinition extends grpc.ServiceDefinition {
  PlaceOrder: MethodDefinition<_order_v1_PlaceOrderRequest, _order_v1_PlaceOrderResponse, _order_v1_PlaceOrderRequest__Output, _order_v1_PlaceOrderResponse__Output>
}
