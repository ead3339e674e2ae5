// Original file: order/v1/order.proto

import type { Money as _money_v1_Money, Money__Output as _money_v1_Money__Output } from '../../money/v1/Money.ts';
import type { OrderStatus as _order_v1_OrderStatus, OrderStatus__Output as _order_v1_OrderStatus__Output } from '../../order/v1/OrderStatus.ts';
import type { PendingAction as _order_v1_PendingAction, PendingAction__Output as _order_v1_PendingAction__Output } from '../../order/v1/PendingAction.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

export interface Order {
  'orderId'?: (string);
  'total'?: (_money_v1_Money | null);
  'status'?: (_order_v1_OrderStatus);
  'message'?: (string);
  'productId'?: (string);
  'quantity'?: (number);
  'revision'?: (number | string | Long);
  'pendingAction'?: (_order_v1_PendingAction);
  'nextAttemptAt'?: (_google_protobuf_Timestamp | null);
}

export interface Order__Output {
  'orderId': (string);
  'total': (_money_v1_Money__Output | null);
  'status': (_order_v1_OrderStatus__Output);
  'message': (string);
  'productId': (string);
  'quantity': (number);
  'revision': (string);
  'pendingAction': (_order_v1_PendingAction__Output);
  'nextAttemptAt': (_google_protobuf_Timestamp__Output | null);
}
