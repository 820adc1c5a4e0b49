import { Field, ID, ObjectType } from 'type-graphql';
import { Policy } from '../../graphql/policy.js';
import type { SignedIn } from '../../kernel/viewer.js';
import { UserType } from '../profiles/index.js';
import { ACCOUNT_POLICIES } from './account.policy.js';

@Policy(ACCOUNT_POLICIES.Viewer)
@ObjectType('Viewer', { simpleResolvers: true, description: 'The signed-in user\'s private view of themselves.' })
export class ViewerType {
  /** Whose view this is: the viewer of the request, or the one who has just signed in by it. */
  signedIn!: SignedIn;

  @Field(() => UserType, { description: 'The viewer as a person among others.' })
  user!: UserType;

  @Field(() => ID, { description: 'The session that the request was signed with.' })
  sessionId!: string;
}
