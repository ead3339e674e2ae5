// Original file: order/v1/order.proto


export interface WatchOrderRequest {
  'orderId'?: (string);
}

export interface WatchOrderRequest__Output {
  'orderId': (string);
}
