import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../../graphql/context.js';
import { Policy } from '../../../graphql/policy.js';
import { toPayload } from '../../../graphql/user-error.js';
import type { ConfirmEmailChange } from './confirm-email-change.js';
import { ConfirmEmailChangeInput, RequestEmailChangeInput, RequestPasswordResetInput, ResetPasswordInput } from './recovery.inputs.js';
import { ConfirmEmailChangePayload, RequestEmailChangePayload, RequestPasswordResetPayload, ResetPasswordPayload } from './recovery.payloads.js';
import { REGISTRATION_POLICIES } from '../sign-up/registration.policy.js';
import type { RequestEmailChange } from './request-email-change.js';
import type { RequestLetter } from './request-letter.js';
import type { ResetPassword } from './reset-password.js';

export interface RecoveryActions {
  readonly requestPasswordReset: RequestLetter;
  readonly resetPassword: ResetPassword;
  readonly requestEmailChange: RequestEmailChange;
  readonly confirmEmailChange: ConfirmEmailChange;
}

@Resolver()
export class RecoveryResolver {
  constructor(private readonly actions: RecoveryActions) {}

  @Policy(REGISTRATION_POLICIES.requestPasswordReset)
  @Mutation(() => RequestPasswordResetPayload, { nullable: true, description: 'Sends a letter with which another password can be set.' })
  async requestPasswordReset(@Arg('input', () => RequestPasswordResetInput, { description: 'Whose password.' }) input: RequestPasswordResetInput): Promise<RequestPasswordResetPayload> {
    return toPayload(RequestPasswordResetPayload, await this.actions.requestPasswordReset(input), () => ({ letterSent: true }));
  }

  @Policy(REGISTRATION_POLICIES.resetPassword)
  @Mutation(() => ResetPasswordPayload, { nullable: true, description: 'Sets another password by a letter, and ends all sessions of the account.' })
  async resetPassword(@Arg('input', () => ResetPasswordInput, { description: 'The token out of the letter, and the password.' }) input: ResetPasswordInput, @Ctx() { request }: GraphContext): Promise<ResetPasswordPayload> {
    return toPayload(ResetPasswordPayload, await this.actions.resetPassword(input, request), () => ({ passwordReset: true }));
  }

  @Policy(REGISTRATION_POLICIES.requestEmailChange)
  @Mutation(() => RequestEmailChangePayload, { nullable: true, description: 'Asks for another address: `confirmEmailChange` makes it so. Needs a fresh password (`confirmPassword`).' })
  async requestEmailChange(
    @Arg('input', () => RequestEmailChangeInput, { description: 'The new address.' }) input: RequestEmailChangeInput,
    @Ctx() { viewer, request }: GraphContext,
  ): Promise<RequestEmailChangePayload> {
    return toPayload(RequestEmailChangePayload, await this.actions.requestEmailChange(viewer, input, request), () => ({ confirmationSent: true }));
  }

  @Policy(REGISTRATION_POLICIES.confirmEmailChange)
  @Mutation(() => ConfirmEmailChangePayload, { nullable: true, description: 'Gives the account the address that was asked for.' })
  async confirmEmailChange(@Arg('input', () => ConfirmEmailChangeInput, { description: 'The token out of the letter.' }) input: ConfirmEmailChangeInput, @Ctx() { request }: GraphContext): Promise<ConfirmEmailChangePayload> {
    return toPayload(ConfirmEmailChangePayload, await this.actions.confirmEmailChange(input, request), () => ({ emailChanged: true }));
  }
}
