// Original file: payment/v1/payment.proto

import type { VoidResult as _payment_v1_VoidResult, VoidResult__Output as _payment_v1_VoidResult__Output } from '../../payment/v1/VoidResult.ts';

export interface VoidPaymentResponse {
  'result'?: (_payment_v1_VoidResult);
}

export interface VoidPaymentResponse__Output {
  'result': (_payment_v1_VoidResult__Output);
}
