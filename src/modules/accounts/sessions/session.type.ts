import { Field, ID, ObjectType } from 'type-graphql';
import { Policy } from '../../../graphql/policy.js';
import { DateTime } from '../../../graphql/scalars.js';
import { PerViewer } from '../../../graphql/sharing.js';
import { SESSION_POLICIES } from './session.policy.js';

@Policy(SESSION_POLICIES.Session)
@ObjectType('Session', { simpleResolvers: true, description: 'One device on which the viewer is signed in.' })
export class SessionType {
  @Field(() => ID, { description: 'Names it in `endSession`.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What the device seems to be, as in "Firefox on Linux"; null where it does not say.' })
  device!: string | null;

  @Field(() => String, { nullable: true, description: 'What the program called itself when the session began, word for word.' })
  userAgent!: string | null;

  @Field(() => String, { nullable: true, description: 'The address from which the session began.' })
  ipAddress!: string | null;

  @Field(() => DateTime, { description: 'When somebody signed in.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was used last, to about a minute.' })
  lastUsedAt!: Date;

  @PerViewer()
  @Field(() => Boolean, { description: 'Whether the request that asks is signed with it.' })
  isCurrent!: boolean;
}
