// Original file: payment/v1/payment.proto


export interface GetPaymentRequest {
  'idempotencyKey'?: (string);
}

export interface GetPaymentRequest__Output {
  'idempotencyKey': (string);
}
