import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Money as _money_v1_Money, Money__Output as _money_v1_Money__Output } from './money/v1/Money.ts';
import type { PaymentServiceClient as _payment_v1_PaymentServiceClient, PaymentServiceDefinition as _payment_v1_PaymentServiceDefinition } from './payment/v1/PaymentService.ts';
import type { ProcessPaymentRequest as _payment_v1_ProcessPaymentRequest, ProcessPaymentRequest__Output as _payment_v1_ProcessPaymentRequest__Output } from './payment/v1/ProcessPaymentRequest.ts';
import type { ProcessPaymentResponse as _payment_v1_ProcessPaymentResponse, ProcessPaymentResponse__Output as _payment_v1_ProcessPaymentResponse__Output } from './payment/v1/ProcessPaymentResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  money: {
    v1: {
      Money: MessageTypeDefinition<_money_v1_Money, _money_v1_Money__Output>
    }
  }
  payment: {
    v1: {
      DeclineReason: EnumTypeDefinition
      PaymentResult: EnumTypeDefinition
      PaymentService: SubtypeConstructor<typeof grpc.Client, _payment_v1_PaymentServiceClient> & { service: _payment_v1_PaymentServiceDefinition }
      ProcessPaymentRequest: MessageTypeDefinition<_payment_v1_ProcessPaymentRequest, _payment_v1_ProcessPaymentRequest__Output>
      ProcessPaymentResponse: MessageTypeDefinition<_payment_v1_ProcessPaymentResponse, _payment_v1_ProcessPaymentResponse__Output>
    }
  }
}

