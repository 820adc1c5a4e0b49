import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../../graphql/context.js';
import { Policy } from '../../../graphql/policy.js';
import { toPayload } from '../../../graphql/user-error.js';
import { encodeUserId } from '../../../kernel/global-id.js';
import { CancelAccountDeletionInput, DeactivateAccountInput, DeleteAccountInput, ReactivateAccountInput } from '../account.inputs.js';
import { CancelAccountDeletionPayload, DeactivateAccountPayload, DeleteAccountPayload, ReactivateAccountPayload } from '../account.payloads.js';
import { ACCOUNT_POLICIES } from '../account.policy.js';
import { toTokens } from '../account.view.js';
import type { LeaveAccount } from './leave-account.js';
import type { ReturnToAccount } from './return-to-account.js';

export interface AccountStateActions {
  readonly deactivateAccount: LeaveAccount;
  readonly reactivateAccount: ReturnToAccount;
  readonly deleteAccount: LeaveAccount;
  readonly cancelAccountDeletion: ReturnToAccount;
}

@Resolver()
export class AccountStatesResolver {
  constructor(private readonly actions: AccountStateActions) {}

  @Policy(ACCOUNT_POLICIES.deactivateAccount)
  @Mutation(() => DeactivateAccountPayload, { nullable: true, description: 'Lets the viewer\'s account rest: they and all of theirs are absent, and their sessions end, until they come back.' })
  async deactivateAccount(
    @Arg('input', () => DeactivateAccountInput, { description: 'The password once more.' }) input: DeactivateAccountInput,
    @Ctx() { viewer, loaders, request }: GraphContext,
  ): Promise<DeactivateAccountPayload> {
    const outcome = await this.actions.deactivateAccount(viewer, input, request);
    loaders.reset();
    return toPayload(DeactivateAccountPayload, outcome, ({ userId }) => ({ deactivatedUserId: encodeUserId(userId) }));
  }

  @Policy(ACCOUNT_POLICIES.reactivateAccount)
  @Mutation(() => ReactivateAccountPayload, { nullable: true, description: 'Takes an account up again that rested, and signs in to it.' })
  async reactivateAccount(
    @Arg('input', () => ReactivateAccountInput, { description: 'Who comes back.' }) input: ReactivateAccountInput,
    @Ctx() { loaders, cookies, request }: GraphContext,
  ): Promise<ReactivateAccountPayload> {
    return toPayload(ReactivateAccountPayload, await this.actions.reactivateAccount(input, request), (tokens) => toTokens(tokens, { loaders, cookies }));
  }

  @Policy(ACCOUNT_POLICIES.deleteAccount)
  @Mutation(() => DeleteAccountPayload, { nullable: true, description: 'Deletes the viewer\'s account: absent at once, and everything of theirs gone after some days, within which `cancelAccountDeletion` keeps it.' })
  async deleteAccount(
    @Arg('input', () => DeleteAccountInput, { description: 'The password once more.' }) input: DeleteAccountInput,
    @Ctx() { viewer, loaders, request }: GraphContext,
  ): Promise<DeleteAccountPayload> {
    const outcome = await this.actions.deleteAccount(viewer, input, request);
    loaders.reset();
    return toPayload(DeleteAccountPayload, outcome, ({ userId }) => ({ deletedUserId: encodeUserId(userId) }));
  }

  @Policy(ACCOUNT_POLICIES.cancelAccountDeletion)
  @Mutation(() => CancelAccountDeletionPayload, { nullable: true, description: 'Keeps an account that was to be deleted, as it was, and signs in to it.' })
  async cancelAccountDeletion(
    @Arg('input', () => CancelAccountDeletionInput, { description: 'Who stays.' }) input: CancelAccountDeletionInput,
    @Ctx() { loaders, cookies, request }: GraphContext,
  ): Promise<CancelAccountDeletionPayload> {
    return toPayload(CancelAccountDeletionPayload, await this.actions.cancelAccountDeletion(input, request), (tokens) => toTokens(tokens, { loaders, cookies }));
  }
}
