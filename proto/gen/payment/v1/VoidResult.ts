// Original file: payment/v1/payment.proto

export const VoidResult = {
  VOID_RESULT_UNSPECIFIED: 'VOID_RESULT_UNSPECIFIED',
  VOID_RESULT_VOIDED: 'VOID_RESULT_VOIDED',
  VOID_RESULT_REVERSED: 'VOID_RESULT_REVERSED',
  VOID_RESULT_ALREADY_CHARGED: 'VOID_RESULT_ALREADY_CHARGED',
} as const;

export type VoidResult =
  | 'VOID_RESULT_UNSPECIFIED'
  | 0
  | 'VOID_RESULT_VOIDED'
  | 1
  | 'VOID_RESULT_REVERSED'
  | 2
  | 'VOID_RESULT_ALREADY_CHARGED'
  | 3

export type VoidResult__Output = typeof VoidResult[keyof typeof VoidResult]
