import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Capability, capability } from '../../graphql/capability.js';
import type { GraphContext } from '../../graphql/context.js';
import { SameForAll } from '../../graphql/sharing.js';
import { PostType, whyNotTakePart } from '../posts/index.js';
import { type ReactionKind, totalOf } from './reaction.kinds.js';
import { ReactionCount, ReactionKindEnum, toReactionCounts } from './reaction.type.js';
import { viewerReactionTo } from './viewer-reaction.js';

/** What people say to a post without words. */
@Resolver(() => PostType)
export class PostReactionsResolver {
  @SameForAll()
  @FieldResolver(() => Int, { description: 'Reactions of all kinds: a public statistic, the same for everyone, right within 5 seconds.' })
  reactionCount(@Root() post: PostType): number {
    return totalOf(post.reactionTally);
  }

  @SameForAll()
  @FieldResolver(() => [ReactionCount], { description: 'Reactions by kind; kinds that nobody chose are left out.' })
  reactionCounts(@Root() post: PostType): ReactionCount[] {
    return toReactionCounts(post.reactionTally);
  }

  @FieldResolver(() => ReactionKindEnum, { nullable: true, description: 'What the viewer says to it; null for nothing.' })
  viewerReaction(@Root() post: PostType, @Ctx() { viewer, loaders }: GraphContext): ReactionKind | null | Promise<ReactionKind | null> {
    return viewerReactionTo(viewer, post, loaders);
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may react to it.' })
  viewerCanReact(@Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotTakePart(viewer));
  }
}
