// Original file: order/v1/order.proto

import type { Money as _money_v1_Money, Money__Output as _money_v1_Money__Output } from '../../money/v1/Money.ts';
import type { OrderStatus as _order_v1_OrderStatus, OrderStatus__Output as _order_v1_OrderStatus__Output } from '../../order/v1/OrderStatus.ts';

export interface PlaceOrderResponse {
  'orderId'?: (string);
  'total'?: (_money_v1_Money | null);
  'status'?: (_order_v1_OrderStatus);
  'message'?: (string);
}

export interface PlaceOrderResponse__Output {
  'orderId': (string);
  'total': (_money_v1_Money__Output | null);
  'status': (_order_v1_OrderStatus__Output);
  'message': (string);
}
