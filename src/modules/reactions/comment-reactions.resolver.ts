import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Capability, capability } from '../../graphql/capability.js';
import type { GraphContext } from '../../graphql/context.js';
import { SameForAll } from '../../graphql/sharing.js';
import { CommentType, whyNotReact } from '../comments/index.js';
import { type ReactionKind, totalOf } from './reaction.kinds.js';
import { ReactionCount, ReactionKindEnum, toReactionCounts } from './reaction.type.js';
import { viewerReactionTo } from './viewer-reaction.js';

/** What people say to a comment without words. */
@Resolver(() => CommentType)
export class CommentReactionsResolver {
  @SameForAll()
  @FieldResolver(() => Int, { description: 'Reactions of all kinds: a public statistic, the same for everyone, right within 5 seconds.' })
  reactionCount(@Root() comment: CommentType): number {
    return totalOf(comment.reactionTally);
  }

  @SameForAll()
  @FieldResolver(() => [ReactionCount], { description: 'Reactions by kind; kinds that nobody chose are left out.' })
  reactionCounts(@Root() comment: CommentType): ReactionCount[] {
    return toReactionCounts(comment.reactionTally);
  }

  @FieldResolver(() => ReactionKindEnum, { nullable: true, description: 'What the viewer says to it; null for nothing.' })
  viewerReaction(@Root() comment: CommentType, @Ctx() { viewer, loaders }: GraphContext): ReactionKind | null | Promise<ReactionKind | null> {
    return viewerReactionTo(viewer, comment, loaders);
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may react to it.' })
  viewerCanReact(@Root() comment: CommentType, @Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotReact(viewer, comment));
  }
}
