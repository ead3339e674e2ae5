// Original file: payment/v1/payment.proto

import type { PaymentResult as _payment_v1_PaymentResult, PaymentResult__Output as _payment_v1_PaymentResult__Output } from '../../payment/v1/PaymentResult.ts';
import type { DeclineReason as _payment_v1_DeclineReason, DeclineReason__Output as _payment_v1_DeclineReason__Output } from '../../payment/v1/DeclineReason.ts';

export interface ProcessPaymentResponse {
  'paymentId'?: (string);
  'result'?: (_payment_v1_PaymentResult);
  'declineReason'?: (_payment_v1_DeclineReason);
}

export interface ProcessPaymentResponse__Output {
  'paymentId': (string);
  'result': (_payment_v1_PaymentResult__Output);
  'declineReason': (_payment_v1_DeclineReason__Output);
}
