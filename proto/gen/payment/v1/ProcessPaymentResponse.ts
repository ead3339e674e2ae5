// Original file: payment/v1/payment.proto

import type { PaymentStatus as _payment_v1_PaymentStatus, PaymentStatus__Output as _payment_v1_PaymentStatus__Output } from '../../payment/v1/PaymentStatus.ts';
import type { DeclineReason as _payment_v1_DeclineReason, DeclineReason__Output as _payment_v1_DeclineReason__Output } from '../../payment/v1/DeclineReason.ts';

export interface ProcessPaymentResponse {
  'paymentId'?: (string);
  'status'?: (_payment_v1_PaymentStatus);
  'declineReason'?: (_payment_v1_DeclineReason);
}

export interface ProcessPaymentResponse__Output {
  'paymentId': (string);
  'status': (_payment_v1_PaymentStatus__Output);
  'declineReason': (_payment_v1_DeclineReason__Output);
}
