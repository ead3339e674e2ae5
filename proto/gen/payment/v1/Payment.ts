// Original file: payment/v1/payment.proto

import type { PaymentState as _payment_v1_PaymentState, PaymentState__Output as _payment_v1_PaymentState__Output } from '../../payment/v1/PaymentState.ts';
import type { Money as _money_v1_Money, Money__Output as _money_v1_Money__Output } from '../../money/v1/Money.ts';
import type { DeclineReason as _payment_v1_DeclineReason, DeclineReason__Output as _payment_v1_DeclineReason__Output } from '../../payment/v1/DeclineReason.ts';

export interface Payment {
  'paymentId'?: (string);
  'state'?: (_payment_v1_PaymentState);
  'amount'?: (_money_v1_Money | null);
  'declineReason'?: (_payment_v1_DeclineReason);
}

export interface Payment__Output {
  'paymentId': (string);
  'state': (_payment_v1_PaymentState__Output);
  'amount': (_money_v1_Money__Output | null);
  'declineReason': (_payment_v1_DeclineReason__Output);
}
