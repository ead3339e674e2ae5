// Original file: /work/main/proto/order/v1/order.proto

import type { Long } from '@grpc/proto-loader';

export interface Money {
  'currencyCode'?: (string);
  'amountMinor'?: (number | string | Long);
}

export interface Money__Output {
  'currencyCode': (string);
  'amountMinor': (string);
}
