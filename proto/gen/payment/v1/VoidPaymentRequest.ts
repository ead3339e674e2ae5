// Original file: payment/v1/payment.proto


export interface VoidPaymentRequest {
  'idempotencyKey'?: (string);
  'reverse'?: (boolean);
}

export interface VoidPaymentRequest__Output {
  'idempotencyKey': (string);
  'reverse': (boolean);
}
