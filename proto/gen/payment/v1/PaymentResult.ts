// Original file: payment/v1/payment.proto

export const PaymentResult = {
  PAYMENT_RESULT_UNSPECIFIED: 'PAYMENT_RESULT_UNSPECIFIED',
  PAYMENT_RESULT_APPROVED: 'PAYMENT_RESULT_APPROVED',
  PAYMENT_RESULT_DECLINED: 'PAYMENT_RESULT_DECLINED',
} as const;

export type PaymentResult =
  | 'PAYMENT_RESULT_UNSPECIFIED'
  | 0
  | 'PAYMENT_RESULT_APPROVED'
  | 1
  | 'PAYMENT_RESULT_DECLINED'
  | 2

export type PaymentResult__Output = typeof PaymentResult[keyof typeof PaymentResult]
