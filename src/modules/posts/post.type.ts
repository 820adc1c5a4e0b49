import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, edgeOf } from '../../graphql/connection.js';
import { Node } from '../../graphql/node.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { DateTime } from '../../graphql/scalars.js';
import { SameForAll } from '../../graphql/sharing.js';
import type { Relation } from '../../kernel/access.js';
import { encodePostId } from '../../kernel/global-id.js';
import type { PostRef } from '../../kernel/ids.js';
import { Prefetched } from '../../kernel/look-ahead.js';
import { MediaType } from '../media/index.js';
import type { UserType } from '../profiles/index.js';
import { FacetType } from './facet.type.js';
import { POST_POLICIES, PostVisibility } from './post.policy.js';

registerEnumType(PostVisibility, {
  name: 'PostVisibility',
  description: 'Whom a post is for.',
  valuesConfig: {
    PUBLIC: { description: 'Everybody, signed in or not.' },
    FOLLOWERS: { description: 'The author and those who follow them at the time of reading.' },
  },
});

/** A post as one viewer sees it; other modules add their edges to it by field resolvers. */
@Policy(POST_POLICIES.Post)
@ObjectType('Post', { implements: Node, simpleResolvers: true, description: 'Something that a person has published.' })
export class PostType implements Node {
  /** Where it lies, what stands between the viewer and its author, and what was fetched in advance: not in the schema. */
  ref!: PostRef;
  relation!: Relation;
  reactionTally!: Readonly<Record<string, number>>;
  repostTally!: number;
  shownAuthor: UserType | null = null;
  readonly prefetched = new Prefetched();

  @SameForAll()
  @Field(() => ID, { description: 'Opaque and unique across all types.' })
  get id(): string {
    return encodePostId(this.ref);
  }

  @Field(() => String, { nullable: true, description: 'Plain text; null only where there are media.' })
  text!: string | null;

  @Field(() => [FacetType], { description: 'What parts of the text mean, in order and without overlap.' })
  facets!: FacetType[];

  @Field(() => [MediaType], { description: 'Pictures and films, in the author\'s order.' })
  media!: MediaType[];

  @Field(() => PostVisibility, { description: 'Whom the post is for.' })
  visibility!: PostVisibility;

  @Field(() => DateTime, { description: 'When it was published.' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was last edited; null where it never was.' })
  editedAt!: Date | null;

  @Field(() => Int, { description: 'Counts edits, from 1; hand it back as `expectedVersion` to edit.' })
  version!: number;

  @Field(() => Int, { description: 'Living comments at any depth: a public statistic, the same for everyone, right within 5 seconds.' })
  commentCount!: number;
}

@Policy(SHARED_POLICIES.page)
@ObjectType('PostEdge', { simpleResolvers: true, description: 'A post in a list.' })
export class PostEdge extends edgeOf(() => PostType) {}

@Policy(SHARED_POLICIES.page)
@ObjectType('PostConnection', { simpleResolvers: true, description: 'A page of posts, newest first.' })
export class PostConnection extends connectionOf(() => PostEdge) {}
