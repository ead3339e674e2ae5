// Original file: payment/v1/payment.proto

export const PaymentStatus = {
  PAYMENT_STATUS_UNSPECIFIED: 'PAYMENT_STATUS_UNSPECIFIED',
  PAYMENT_STATUS_APPROVED: 'PAYMENT_STATUS_APPROVED',
  PAYMENT_STATUS_DECLINED: 'PAYMENT_STATUS_DECLINED',
} as const;

export type PaymentStatus =
  | 'PAYMENT_STATUS_UNSPECIFIED'
  | 0
  | 'PAYMENT_STATUS_APPROVED'
  | 1
  | 'PAYMENT_STATUS_DECLINED'
  | 2

export type PaymentStatus__Output = typeof PaymentStatus[keyof typeof PaymentStatus]
