// Original file: payment/v1/payment.proto

import type { Payment as _payment_v1_Payment, Payment__Output as _payment_v1_Payment__Output } from '../../payment/v1/Payment.ts';

export interface GetPaymentResponse {
  'payment'?: (_payment_v1_Payment | null);
}

export interface GetPaymentResponse__Output {
  'payment': (_payment_v1_Payment__Output | null);
}
