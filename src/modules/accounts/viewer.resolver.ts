import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { checkScope } from '../../graphql/gate.js';
import { Policy } from '../../graphql/policy.js';
import type { UserId } from '../../kernel/ids.js';
import { isSignedIn } from '../../kernel/viewer.js';
import { ACCOUNT_POLICIES } from './account.policy.js';
import { toViewer } from './account.view.js';
import { ViewerType } from './viewer.type.js';

export type ReadEmail = (userId: UserId) => Promise<string | null>;

@Resolver(() => ViewerType)
export class ViewerResolver {
  constructor(private readonly readEmail: ReadEmail) {}

  @Policy(ACCOUNT_POLICIES.viewer)
  @Query(() => ViewerType, { nullable: true, description: 'Who asks; null when nobody is signed in.' })
  async viewer(@Ctx() { viewer, loaders }: GraphContext): Promise<ViewerType | null> {
    return isSignedIn(viewer) ? toViewer(viewer, loaders) : null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'The address that the account was made with; null for somebody who was imported and has no account yet. No service token reads it.' })
  async email(@Root() { signedIn }: ViewerType): Promise<string | null> {
    checkScope(null, signedIn);
    return this.readEmail(signedIn.userId);
  }
}
