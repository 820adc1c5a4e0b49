import { createUnionType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { CommentType } from '../comments/index.js';
import { PostType } from '../posts/index.js';
import { countsIn, REACTION_KINDS, type ReactionKind, type Tally } from './reaction.kinds.js';

export const ReactionKindEnum = Object.fromEntries(REACTION_KINDS.map((kind) => [kind, kind])) as { [Kind in ReactionKind]: Kind };

registerEnumType(ReactionKindEnum, {
  name: 'ReactionKind',
  description: 'What a reaction says.',
  valuesConfig: {
    LIKE: { description: 'I like it.' },
    LOVE: { description: 'I love it.' },
    LAUGH: { description: 'It made me laugh.' },
    WOW: { description: 'It surprised me.' },
    SAD: { description: 'It makes me sad.' },
    ANGRY: { description: 'It makes me angry.' },
  },
});

@Policy(SHARED_POLICIES.part)
@ObjectType('ReactionCount', { simpleResolvers: true, description: 'How many people have chosen a kind of reaction.' })
export class ReactionCount {
  @Field(() => ReactionKindEnum, { description: 'The kind.' })
  kind!: ReactionKind;

  @Field(() => Int, { description: 'How many people chose it: a public statistic, the same for everyone, right within 5 seconds.' })
  count!: number;
}

export const toReactionCounts = (tally: Tally): ReactionCount[] => countsIn(tally).map((each) => Object.assign(new ReactionCount(), each));

export const ReactableType = createUnionType({
  name: 'Reactable',
  description: 'What people can react to.',
  types: () => [PostType, CommentType] as const,
});
export type ReactableType = PostType | CommentType;
