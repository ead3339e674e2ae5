// Original file: order/v1/order.proto

import type { Order as _order_v1_Order, Order__Output as _order_v1_Order__Output } from '../../order/v1/Order.ts';

export interface WatchOrderResponse {
  'order'?: (_order_v1_Order | null);
}

export interface WatchOrderResponse__Output {
  'order': (_order_v1_Order__Output | null);
}
