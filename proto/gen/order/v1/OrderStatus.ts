// Original file: order/v1/order.proto

export const OrderStatus = {
  ORDER_STATUS_UNSPECIFIED: 'ORDER_STATUS_UNSPECIFIED',
  ORDER_STATUS_CONFIRMED: 'ORDER_STATUS_CONFIRMED',
  ORDER_STATUS_DECLINED: 'ORDER_STATUS_DECLINED',
  ORDER_STATUS_PAYMENT_PENDING: 'ORDER_STATUS_PAYMENT_PENDING',
} as const;

export type OrderStatus =
  | 'ORDER_STATUS_UNSPECIFIED'
  | 0
  | 'ORDER_STATUS_CONFIRMED'
  | 1
  | 'ORDER_STATUS_DECLINED'
  | 2
  | 'ORDER_STATUS_PAYMENT_PENDING'
  | 3

export type OrderStatus__Output = typeof OrderStatus[keyof typeof OrderStatus]
