// Original file: payment/v1/payment.proto

import type { Money as _money_v1_Money, Money__Output as _money_v1_Money__Output } from '../../money/v1/Money.ts';

export interface ProcessPaymentRequest {
  'amount'?: (_money_v1_Money | null);
  'paymentMethod'?: (string);
  'idempotencyKey'?: (string);
}

export interface ProcessPaymentRequest__Output {
  'amount': (_money_v1_Money__Output | null);
  'paymentMethod': (string);
  'idempotencyKey': (string);
}
