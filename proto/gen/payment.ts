import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Money as _money_v1_Money, Money__Output as _money_v1_Money__Output } from './money/v1/Money.ts';
import type { GetPaymentRequest as _payment_v1_GetPaymentRequest, GetPaymentRequest__Output as _payment_v1_GetPaymentRequest__Output } from './payment/v1/GetPaymentRequest.ts';
import type { GetPaymentResponse as _payment_v1_GetPaymentResponse, GetPaymentResponse__Output as _payment_v1_GetPaymentResponse__Output } from './payment/v1/GetPaymentResponse.ts';
import type { Payment as _payment_v1_Payment, Payment__Output as _payment_v1_Payment__Output } from './payment/v1/Payment.ts';
import type { PaymentServiceClient as _payment_v1_PaymentServiceClient, PaymentServiceDefinition as _payment_v1_PaymentServiceDefinition } from './payment/v1/PaymentService.ts';
import type { ProcessPaymentRequest as _payment_v1_ProcessPaymentRequest, ProcessPaymentRequest__Output as _payment_v1_ProcessPaymentRequest__Output } from './payment/v1/ProcessPaymentRequest.ts';
import type { ProcessPaymentResponse as _payment_v1_ProcessPaymentResponse, ProcessPaymentResponse__Output as _payment_v1_ProcessPaymentResponse__Output } from './payment/v1/ProcessPaymentResponse.ts';
import type { VoidPaymentRequest as _payment_v1_VoidPaymentRequest, VoidPaymentRequest__Output as _payment_v1_VoidPaymentRequest__Output } from './payment/v1/VoidPaymentRequest.ts';
import type { VoidPaymentResponse as _payment_v1_VoidPaymentResponse, VoidPaymentResponse__Output as _payment_v1_VoidPaymentResponse__Output } from './payment/v1/VoidPaymentResponse.ts';

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
      GetPaymentRequest: MessageTypeDefinition<_payment_v1_GetPaymentRequest, _payment_v1_GetPaymentRequest__Output>
      GetPaymentResponse: MessageTypeDefinition<_payment_v1_GetPaymentResponse, _payment_v1_GetPaymentResponse__Output>
      Payment: MessageTypeDefinition<_payment_v1_Payment, _payment_v1_Payment__Output>
      PaymentResult: EnumTypeDefinition
      PaymentService: SubtypeConstructor<typeof grpc.Client, _payment_v1_PaymentServiceClient> & { service: _payment_v1_PaymentServiceDefinition }
      PaymentState: EnumTypeDefinition
      ProcessPaymentRequest: MessageTypeDefinition<_payment_v1_ProcessPaymentRequest, _payment_v1_ProcessPaymentRequest__Output>
      ProcessPaymentResponse: MessageTypeDefinition<_payment_v1_ProcessPaymentResponse, _payment_v1_ProcessPaymentResponse__Output>
      VoidPaymentRequest: MessageTypeDefinition<_payment_v1_VoidPaymentRequest, _payment_v1_VoidPaymentRequest__Output>
      VoidPaymentResponse: MessageTypeDefinition<_payment_v1_VoidPaymentResponse, _payment_v1_VoidPaymentResponse__Output>
      VoidResult: EnumTypeDefinition
    }
  }
}

