import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connection.js';
import { Node } from '../../graphql/node.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { DateTime } from '../../graphql/scalars.js';
import { SameForAll } from '../../graphql/sharing.js';
import { encodeCommentId } from '../../kernel/global-id.js';
import type { CommentId, CommentRef, UserId } from '../../kernel/ids.js';
import { Prefetched } from '../../kernel/look-ahead.js';
import { FacetType, type PostType } from '../posts/index.js';
import type { UserType } from '../profiles/index.js';
import { COMMENT_POLICIES } from './comment.policy.js';

/** A comment as one viewer sees it; other modules add their edges to it by field resolvers. */
@Policy(COMMENT_POLICIES.Comment)
@ObjectType('Comment', { implements: Node, simpleResolvers: true, description: 'An answer to a post or to another comment.' })
export class CommentType implements Node {
  /** Where it and its parent lie, whose it is, and what was fetched in advance: not in the schema. */
  ref!: CommentRef;
  parentId!: CommentId | null;
  /** Null where it was deleted. */
  authorId!: UserId | null;
  reactionTally!: Readonly<Record<string, number>>;
  shownAuthor: UserType | null = null;
  /** The post and the parent, where they were at hand. */
  shownPost: PostType | null = null;
  shownParent: CommentType | null = null;
  readonly prefetched = new Prefetched();

  @SameForAll()
  @Field(() => ID, { description: 'Opaque and unique across all types.' })
  get id(): string {
    return encodeCommentId(this.ref);
  }

  @Field(() => String, { nullable: true, description: 'Plain text; null where the comment was deleted.' })
  text!: string | null;

  @Field(() => [FacetType], { description: 'What parts of the text mean, in order and without overlap.' })
  facets!: FacetType[];

  @Field(() => Int, { description: 'How deep in the thread it stands: 1 where it answers the post, 50 at most.' })
  depth!: number;

  @Field(() => Boolean, { description: 'True for a deleted comment that stays in its place since there are living answers below it.' })
  isDeleted!: boolean;

  @Field(() => DateTime, { description: 'When it was written.' })
  createdAt!: Date;

  @Field(() => Int, { description: 'Living direct answers: a public statistic, the same for everyone, right within 5 seconds.' })
  replyCount!: number;
}

@Policy(SHARED_POLICIES.page)
@ObjectType('CommentEdge', { simpleResolvers: true, description: 'A comment in a list.' })
export class CommentEdge extends edgeOf(() => CommentType) {}

@Policy(SHARED_POLICIES.page)
@ObjectType('CommentConnection', { simpleResolvers: true, description: 'A page of comments, oldest first.' })
export class CommentConnection extends connectionOf(() => CommentEdge) {}
