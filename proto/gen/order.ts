import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { Money as _money_v1_Money, Money__Output as _money_v1_Money__Output } from './money/v1/Money.ts';
import type { CancelOrderRequest as _order_v1_CancelOrderRequest, CancelOrderRequest__Output as _order_v1_CancelOrderRequest__Output } from './order/v1/CancelOrderRequest.ts';
import type { CancelOrderResponse as _order_v1_CancelOrderResponse, CancelOrderResponse__Output as _order_v1_CancelOrderResponse__Output } from './order/v1/CancelOrderResponse.ts';
import type { ChangePaymentMethodRequest as _order_v1_ChangePaymentMethodRequest, ChangePaymentMethodRequest__Output as _order_v1_ChangePaymentMethodRequest__Output } from './order/v1/ChangePaymentMethodRequest.ts';
import type { ChangePaymentMethodResponse as _order_v1_ChangePaymentMethodResponse, ChangePaymentMethodResponse__Output as _order_v1_ChangePaymentMethodResponse__Output } from './order/v1/ChangePaymentMethodResponse.ts';
import type { GetOrderRequest as _order_v1_GetOrderRequest, GetOrderRequest__Output as _order_v1_GetOrderRequest__Output } from './order/v1/GetOrderRequest.ts';
import type { GetOrderResponse as _order_v1_GetOrderResponse, GetOrderResponse__Output as _order_v1_GetOrderResponse__Output } from './order/v1/GetOrderResponse.ts';
import type { Order as _order_v1_Order, Order__Output as _order_v1_Order__Output } from './order/v1/Order.ts';
import type { OrderServiceClient as _order_v1_OrderServiceClient, OrderServiceDefinition as _order_v1_OrderServiceDefinition } from './order/v1/OrderService.ts';
import type { PlaceOrderRequest as _order_v1_PlaceOrderRequest, PlaceOrderRequest__Output as _order_v1_PlaceOrderRequest__Output } from './order/v1/PlaceOrderRequest.ts';
import type { PlaceOrderResponse as _order_v1_PlaceOrderResponse, PlaceOrderResponse__Output as _order_v1_PlaceOrderResponse__Output } from './order/v1/PlaceOrderResponse.ts';
import type { WatchOrderRequest as _order_v1_WatchOrderRequest, WatchOrderRequest__Output as _order_v1_WatchOrderRequest__Output } from './order/v1/WatchOrderRequest.ts';
import type { WatchOrderResponse as _order_v1_WatchOrderResponse, WatchOrderResponse__Output as _order_v1_WatchOrderResponse__Output } from './order/v1/WatchOrderResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Timestamp: MessageTypeDefinition<_google_protobuf_Timestamp, _google_protobuf_Timestamp__Output>
    }
  }
  money: {
    v1: {
      Money: MessageTypeDefinition<_money_v1_Money, _money_v1_Money__Output>
    }
  }
  order: {
    v1: {
      CancelOrderRequest: MessageTypeDefinition<_order_v1_CancelOrderRequest, _order_v1_CancelOrderRequest__Output>
      CancelOrderResponse: MessageTypeDefinition<_order_v1_CancelOrderResponse, _order_v1_CancelOrderResponse__Output>
      ChangePaymentMethodRequest: MessageTypeDefinition<_order_v1_ChangePaymentMethodRequest, _order_v1_ChangePaymentMethodRequest__Output>
      ChangePaymentMethodResponse: MessageTypeDefinition<_order_v1_ChangePaymentMethodResponse, _order_v1_ChangePaymentMethodResponse__Output>
      GetOrderRequest: MessageTypeDefinition<_order_v1_GetOrderRequest, _order_v1_GetOrderRequest__Output>
      GetOrderResponse: MessageTypeDefinition<_order_v1_GetOrderResponse, _order_v1_GetOrderResponse__Output>
      Order: MessageTypeDefinition<_order_v1_Order, _order_v1_Order__Output>
      OrderService: SubtypeConstructor<typeof grpc.Client, _order_v1_OrderServiceClient> & { service: _order_v1_OrderServiceDefinition }
      OrderStatus: EnumTypeDefinition
      PendingAction: EnumTypeDefinition
      PlaceOrderRequest: MessageTypeDefinition<_order_v1_PlaceOrderRequest, _order_v1_PlaceOrderRequest__Output>
      PlaceOrderResponse: MessageTypeDefinition<_order_v1_PlaceOrderResponse, _order_v1_PlaceOrderResponse__Output>
      WatchOrderRequest: MessageTypeDefinition<_order_v1_WatchOrderRequest, _order_v1_WatchOrderRequest__Output>
      WatchOrderResponse: MessageTypeDefinition<_order_v1_WatchOrderResponse, _order_v1_WatchOrderResponse__Output>
    }
  }
}

