import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { toPayload } from '../../graphql/user-error.js';
import type { ConfirmPassword } from './confirm-password.js';
import { ConfirmPasswordInput } from './session.inputs.js';
import { ConfirmPasswordPayload } from './session.payloads.js';
import { SESSION_POLICIES } from './session.policy.js';

export interface SessionActions {
  readonly confirmPassword: ConfirmPassword;
}

@Resolver()
export class SessionResolver {
  constructor(private readonly actions: SessionActions) {}

  @Policy(SESSION_POLICIES.confirmPassword)
  @Mutation(() => ConfirmPasswordPayload, { nullable: true, description: 'Gives the password once more: opens sensitive changes for five minutes, in this session alone.' })
  async confirmPassword(
    @Arg('input', () => ConfirmPasswordInput, { description: 'The password.' }) input: ConfirmPasswordInput,
    @Ctx() { viewer, request }: GraphContext,
  ): Promise<ConfirmPasswordPayload> {
    return toPayload(ConfirmPasswordPayload, await this.actions.confirmPassword(viewer, input, request), (fresh) => fresh);
  }
}
