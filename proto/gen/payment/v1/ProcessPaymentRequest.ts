// Original file: /work/main/proto/payment/v1/payment.proto

import type { Money as _payment_v1_Money, Money__Output as _payment_v1_Money__Output } from '../../payment/v1/Money.ts';

export interface ProcessPaymentRequest {
  'amount'?: (_payment_v1_Money | null);
  'paymentMethod'?: (string);
  'idempotencyKey'?: (string);
}

export interface ProcessPaymentRequest__Output {
  'amount': (_payment_v1_Money__Output | null);
  'paymentMethod': (string);
  'idempotencyKey': (string);
}
