// Original file: order/v1/order.proto


export interface ChangePaymentMethodRequest {
  'orderId'?: (string);
  'paymentMethod'?: (string);
}

export interface ChangePaymentMethodRequest__Output {
  'orderId': (string);
  'paymentMethod': (string);
}
