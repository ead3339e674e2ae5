// Original file: /work/main/proto/payment/v1/payment.proto

export const DeclineReason = {
  DECLINE_REASON_UNSPECIFIED: 'DECLINE_REASON_UNSPECIFIED',
  DECLINE_REASON_DECLINED: 'DECLINE_REASON_DECLINED',
  DECLINE_REASON_INSUFFICIENT_FUNDS: 'DECLINE_REASON_INSUFFICIENT_FUNDS',
} as const;

export type DeclineReason =
  | 'DECLINE_REASON_UNSPECIFIED'
  | 0
  | 'DECLINE_REASON_DECLINED'
  | 1
  | 'DECLINE_REASON_INSUFFICIENT_FUNDS'
  | 2

export type DeclineReason__Output = typeof DeclineReason[keyof typeof DeclineReason]
