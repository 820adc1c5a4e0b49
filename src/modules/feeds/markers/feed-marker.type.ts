import { Field, InputType, ObjectType } from 'type-graphql';
import { IdempotentInput } from '../../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';
import { Cursor } from '../../../graphql/scalars.js';
import { Payload } from '../../../graphql/user-error.js';
import { FeedMarker } from '../feed.type.js';

@InputType('SetFeedMarkerInput', { description: 'How far the viewer has read their home feed.' })
export class SetFeedMarkerInput extends IdempotentInput {
  @Field(() => Cursor, { description: 'The cursor of the newest item that was read; of the feed in the order of time.' })
  cursor!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'Moves the marker back as well. Else it only moves to what is newer, so that devices may speak in any order.' })
  force!: boolean;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType('SetFeedMarkerPayload', { simpleResolvers: true, description: 'What came of `setFeedMarker`.' })
export class SetFeedMarkerPayload extends Payload {
  @Field(() => FeedMarker, { nullable: true, description: 'Where the marker stands now.' })
  marker?: FeedMarker | null;
}
