import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../../graphql/context.js';
import { Policy } from '../../../graphql/policy.js';
import { toPayload } from '../../../graphql/user-error.js';
import { toTokens } from '../account.view.js';
import type { ConfirmRegistration } from './confirm-registration.js';
import type { RegisterUser } from './register-user.js';
import { ConfirmRegistrationInput, RegisterUserInput, ResendConfirmationInput } from './registration.inputs.js';
import { ConfirmRegistrationPayload, RegisterUserPayload, ResendConfirmationPayload } from './registration.payloads.js';
import { REGISTRATION_POLICIES } from './registration.policy.js';
import type { RequestLetter } from '../recovery/request-letter.js';

export interface RegistrationActions {
  readonly registerUser: RegisterUser;
  readonly confirmRegistration: ConfirmRegistration;
  readonly resendConfirmation: RequestLetter;
}

@Resolver()
export class RegistrationResolver {
  constructor(private readonly actions: RegistrationActions) {}

  @Policy(REGISTRATION_POLICIES.registerUser)
  @Mutation(() => RegisterUserPayload, { nullable: true, description: 'Asks to join: a letter goes to the address, and `confirmRegistration` makes the account.' })
  async registerUser(@Arg('input', () => RegisterUserInput, { description: 'Who joins.' }) input: RegisterUserInput, @Ctx() { request }: GraphContext): Promise<RegisterUserPayload> {
    return toPayload(RegisterUserPayload, await this.actions.registerUser(input, request), () => ({ confirmationSent: true }));
  }

  @Policy(REGISTRATION_POLICIES.confirmRegistration)
  @Mutation(() => ConfirmRegistrationPayload, { nullable: true, description: 'Makes the account that was asked for, and signs in with it.' })
  async confirmRegistration(
    @Arg('input', () => ConfirmRegistrationInput, { description: 'The token out of the letter.' }) input: ConfirmRegistrationInput,
    @Ctx() { loaders, cookies, request }: GraphContext,
  ): Promise<ConfirmRegistrationPayload> {
    return toPayload(ConfirmRegistrationPayload, await this.actions.confirmRegistration(input, request), (tokens) => toTokens(tokens, { loaders, cookies }));
  }

  @Policy(REGISTRATION_POLICIES.resendConfirmation)
  @Mutation(() => ResendConfirmationPayload, { nullable: true, description: 'Sends the letter of confirmation once more.' })
  async resendConfirmation(@Arg('input', () => ResendConfirmationInput, { description: 'Whose letter.' }) input: ResendConfirmationInput): Promise<ResendConfirmationPayload> {
    return toPayload(ResendConfirmationPayload, await this.actions.resendConfirmation(input), () => ({ confirmationSent: true }));
  }
}
