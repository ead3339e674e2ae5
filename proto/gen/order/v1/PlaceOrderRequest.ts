// Original file: order/v1/order.proto


export interface PlaceOrderRequest {
  'productId'?: (string);
  'quantity'?: (number);
  'paymentMethod'?: (string);
  'idempotencyKey'?: (string);
}

export interface PlaceOrderRequest__Output {
  'productId': (string);
  'quantity': (number);
  'paymentMethod': (string);
  'idempotencyKey': (string);
}
