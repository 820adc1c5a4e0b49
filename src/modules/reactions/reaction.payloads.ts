import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { IdempotentInput } from '../../graphql/idempotency.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { Payload } from '../../graphql/user-error.js';
import type { ReactionKind } from './reaction.kinds.js';
import { ReactableType, ReactionKindEnum } from './reaction.type.js';

@InputType('AddReactionInput', { description: 'What to say to what.' })
export class AddReactionInput extends IdempotentInput {
  @Field(() => ID, { description: 'A post or a comment.' })
  subjectId!: string;

  @Field(() => ReactionKindEnum, { description: 'What to say; it takes the place of what the viewer has said before.' })
  kind!: ReactionKind;
}

@InputType('RemoveReactionInput', { description: 'Where to take a reaction back.' })
export class RemoveReactionInput extends IdempotentInput {
  @Field(() => ID, { description: 'A post or a comment.' })
  subjectId!: string;
}

@ObjectType({ simpleResolvers: true })
abstract class ReactionPayload extends Payload {
  @Field(() => ReactableType, { nullable: true, description: 'The post or comment; its counts follow within 5 seconds.' })
  subject?: ReactableType | null;

  @Field(() => ReactionKindEnum, { nullable: true, description: 'What the viewer says now; null for nothing.' })
  viewerReaction?: ReactionKind | null;
}

@Policy(SHARED_POLICIES.payload)
@ObjectType('AddReactionPayload', { simpleResolvers: true, description: 'What came of `addReaction`.' })
export class AddReactionPayload extends ReactionPayload {}

@Policy(SHARED_POLICIES.payload)
@ObjectType('RemoveReactionPayload', { simpleResolvers: true, description: 'What came of `removeReaction`.' })
export class RemoveReactionPayload extends ReactionPayload {}
