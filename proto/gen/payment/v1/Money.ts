// Original file: /work/main/proto/payment/v1/payment.proto

import type { Long } from '@grpc/proto-loader';

export interface Money {
  'currencyCode'?: (string);
  'amountMinor'?: (number | string | Long);
}

export interface Money__Output {
  'currencyCode': (string);
  'amountMinor': (string);
}
