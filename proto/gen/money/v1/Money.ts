// Original file: money/v1/money.proto

import type { Long } from '@grpc/proto-loader';

export interface Money {
  'currencyCode'?: (string);
  'amountMinor'?: (number | string | Long);
}

export interface Money__Output {
  'currencyCode': (string);
  'amountMinor': (string);
}
