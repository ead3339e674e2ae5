import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Money as _money_v1_Money, Money__Output as _money_v1_Money__Output } from './money/v1/Money.ts';
import type { OrderServiceClient as _order_v1_OrderServiceClient, OrderServiceDefinition as _order_v1_OrderServiceDefinition } from './order/v1/OrderService.ts';
import type { PlaceOrderRequest as _order_v1_PlaceOrderRequest, PlaceOrderRequest__Output as _order_v1_PlaceOrderRequest__Output } from './order/v1/PlaceOrderRequest.ts';
import type { PlaceOrderResponse as _order_v1_PlaceOrderResponse, PlaceOrderResponse__Output as _order_v1_PlaceOrderResponse__Output } from './order/v1/PlaceOrderResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  money: {
    v1: {
      Money: MessageTypeDefinition<_money_v1_Money, _money_v1_Money__Output>
    }
  }
  order: {
    v1: {
      OrderService: SubtypeConstructor<typeof grpc.Client, _order_v1_OrderServiceClient> & { service: _order_v1_OrderServiceDefinition }
      OrderStatus: EnumTypeDefinition
      PlaceOrderRequest: MessageTypeDefinition<_order_v1_PlaceOrderRequest, _order_v1_PlaceOrderRequest__Output>
      PlaceOrderResponse: MessageTypeDefinition<_order_v1_PlaceOrderResponse, _order_v1_PlaceOrderResponse__Output>
    }
  }
}

