// Original file: order/v1/order.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelOrderRequest as _order_v1_CancelOrderRequest, CancelOrderRequest__Output as _order_v1_CancelOrderRequest__Output } from '../../order/v1/CancelOrderRequest.ts';
import type { CancelOrderResponse as _order_v1_CancelOrderResponse, CancelOrderResponse__Output as _order_v1_CancelOrderResponse__Output } from '../../order/v1/CancelOrderResponse.ts';
import type { ChangePaymentMethodRequest as _order_v1_ChangePaymentMethodRequest, ChangePaymentMethodRequest__Output as _order_v1_ChangePaymentMethodRequest__Output } from '../../order/v1/ChangePaymentMethodRequest.ts';
import type { ChangePaymentMethodResponse as _order_v1_ChangePaymentMethodResponse, ChangePaymentMethodResponse__Output as _order_v1_ChangePaymentMethodResponse__Output } from '../../order/v1/ChangePaymentMethodResponse.ts';
import type { GetOrderRequest as _order_v1_GetOrderRequest, GetOrderRequest__Output as _order_v1_GetOrderRequest__Output } from '../../order/v1/GetOrderRequest.ts';
import type { GetOrderResponse as _order_v1_GetOrderResponse, GetOrderResponse__Output as _order_v1_GetOrderResponse__Output } from '../../order/v1/GetOrderResponse.ts';
import type { PlaceOrderRequest as _order_v1_PlaceOrderRequest, PlaceOrderRequest__Output as _order_v1_PlaceOrderRequest__Output } from '../../order/v1/PlaceOrderRequest.ts';
import type { PlaceOrderResponse as _order_v1_PlaceOrderResponse, PlaceOrderResponse__Output as _order_v1_PlaceOrderResponse__Output } from '../../order/v1/PlaceOrderResponse.ts';
import type { WatchOrderRequest as _order_v1_WatchOrderRequest, WatchOrderRequest__Output as _order_v1_WatchOrderRequest__Output } from '../../order/v1/WatchOrderRequest.ts';
import type { WatchOrderResponse as _order_v1_WatchOrderResponse, WatchOrderResponse__Output as _order_v1_WatchOrderResponse__Output } from '../../order/v1/WatchOrderResponse.ts';

export interface OrderServiceClient extends grpc.Client {
  CancelOrder(argument: _order_v1_CancelOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_CancelOrderResponse__Output>): grpc.ClientUnaryCall;
  CancelOrder(argument: _order_v1_CancelOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_CancelOrderResponse__Output>): grpc.ClientUnaryCall;
  CancelOrder(argument: _order_v1_CancelOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_CancelOrderResponse__Output>): grpc.ClientUnaryCall;
  CancelOrder(argument: _order_v1_CancelOrderRequest, callback: grpc.requestCallback<_order_v1_CancelOrderResponse__Output>): grpc.ClientUnaryCall;
  cancelOrder(argument: _order_v1_CancelOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_CancelOrderResponse__Output>): grpc.ClientUnaryCall;
  cancelOrder(argument: _order_v1_CancelOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_CancelOrderResponse__Output>): grpc.ClientUnaryCall;
  cancelOrder(argument: _order_v1_CancelOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_CancelOrderResponse__Output>): grpc.ClientUnaryCall;
  cancelOrder(argument: _order_v1_CancelOrderRequest, callback: grpc.requestCallback<_order_v1_CancelOrderResponse__Output>): grpc.ClientUnaryCall;
  
  ChangePaymentMethod(argument: _order_v1_ChangePaymentMethodRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_ChangePaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  ChangePaymentMethod(argument: _order_v1_ChangePaymentMethodRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_ChangePaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  ChangePaymentMethod(argument: _order_v1_ChangePaymentMethodRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_ChangePaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  ChangePaymentMethod(argument: _order_v1_ChangePaymentMethodRequest, callback: grpc.requestCallback<_order_v1_ChangePaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  changePaymentMethod(argument: _order_v1_ChangePaymentMethodRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_ChangePaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  changePaymentMethod(argument: _order_v1_ChangePaymentMethodRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_ChangePaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  changePaymentMethod(argument: _order_v1_ChangePaymentMethodRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_ChangePaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  changePaymentMethod(argument: _order_v1_ChangePaymentMethodRequest, callback: grpc.requestCallback<_order_v1_ChangePaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  
  GetOrder(argument: _order_v1_GetOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_GetOrderResponse__Output>): grpc.ClientUnaryCall;
  GetOrder(argument: _order_v1_GetOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_GetOrderResponse__Output>): grpc.ClientUnaryCall;
  GetOrder(argument: _order_v1_GetOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_GetOrderResponse__Output>): grpc.ClientUnaryCall;
  GetOrder(argument: _order_v1_GetOrderRequest, callback: grpc.requestCallback<_order_v1_GetOrderResponse__Output>): grpc.ClientUnaryCall;
  getOrder(argument: _order_v1_GetOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_GetOrderResponse__Output>): grpc.ClientUnaryCall;
  getOrder(argument: _order_v1_GetOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_GetOrderResponse__Output>): grpc.ClientUnaryCall;
  getOrder(argument: _order_v1_GetOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_GetOrderResponse__Output>): grpc.ClientUnaryCall;
  getOrder(argument: _order_v1_GetOrderRequest, callback: grpc.requestCallback<_order_v1_GetOrderResponse__Output>): grpc.ClientUnaryCall;
  
  PlaceOrder(argument: _order_v1_PlaceOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  PlaceOrder(argument: _order_v1_PlaceOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  PlaceOrder(argument: _order_v1_PlaceOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  PlaceOrder(argument: _order_v1_PlaceOrderRequest, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  placeOrder(argument: _order_v1_PlaceOrderRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  placeOrder(argument: _order_v1_PlaceOrderRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  placeOrder(argument: _order_v1_PlaceOrderRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  placeOrder(argument: _order_v1_PlaceOrderRequest, callback: grpc.requestCallback<_order_v1_PlaceOrderResponse__Output>): grpc.ClientUnaryCall;
  
  WatchOrder(argument: _order_v1_WatchOrderRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_order_v1_WatchOrderResponse__Output>;
  WatchOrder(argument: _order_v1_WatchOrderRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_order_v1_WatchOrderResponse__Output>;
  watchOrder(argument: _order_v1_WatchOrderRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_order_v1_WatchOrderResponse__Output>;
  watchOrder(argument: _order_v1_WatchOrderRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_order_v1_WatchOrderResponse__Output>;
  
}

export interface OrderServiceHandlers extends grpc.UntypedServiceImplementation {
  CancelOrder: grpc.handleUnaryCall<_order_v1_CancelOrderRequest__Output, _order_v1_CancelOrderResponse>;
  
  ChangePaymentMethod: grpc.handleUnaryCall<_order_v1_ChangePaymentMethodRequest__Output, _order_v1_ChangePaymentMethodResponse>;
  
  GetOrder: grpc.handleUnaryCall<_order_v1_GetOrderRequest__Output, _order_v1_GetOrderResponse>;
  
  PlaceOrder: grpc.handleUnaryCall<_order_v1_PlaceOrderRequest__Output, _order_v1_PlaceOrderResponse>;
  
  WatchOrder: grpc.handleServerStreamingCall<_order_v1_WatchOrderRequest__Output, _order_v1_WatchOrderResponse>;
  
}

export interface OrderServiceDefinition extends grpc.ServiceDefinition {
  CancelOrder: MethodDefinition<_order_v1_CancelOrderRequest, _order_v1_CancelOrderResponse, _order_v1_CancelOrderRequest__Output, _order_v1_CancelOrderResponse__Output>
  ChangePaymentMethod: MethodDefinition<_order_v1_ChangePaymentMethodRequest, _order_v1_ChangePaymentMethodResponse, _order_v1_ChangePaymentMethodRequest__Output, _order_v1_ChangePaymentMethodResponse__Output>
  GetOrder: MethodDefinition<_order_v1_GetOrderRequest, _order_v1_GetOrderResponse, _order_v1_GetOrderRequest__Output, _order_v1_GetOrderResponse__Output>
  PlaceOrder: MethodDefinition<_order_v1_PlaceOrderRequest, _order_v1_PlaceOrderResponse, _order_v1_PlaceOrderRequest__Output, _order_v1_PlaceOrderResponse__Output>
  WatchOrder: MethodDefinition<_order_v1_WatchOrderRequest, _order_v1_WatchOrderResponse, _order_v1_WatchOrderRequest__Output, _order_v1_WatchOrderResponse__Output>
}
