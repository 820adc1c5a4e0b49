import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { Url } from '../../graphql/scalars.js';
import type { UserId } from '../../kernel/ids.js';
import type { Facet } from './read-facets.js';

@ObjectType({ simpleResolvers: true })
abstract class FacetBase {
  @Field(() => Int, { description: 'Where it starts, in code points of the text.' })
  start!: number;

  @Field(() => Int, { description: 'Where it ends (exclusive), in code points of the text.' })
  end!: number;
}

@Policy(SHARED_POLICIES.part)
@ObjectType('MentionFacet', { simpleResolvers: true, description: 'Somebody who is named in a text.' })
export class MentionFacet extends FacetBase {
  /** Not in the schema. */
  userId!: UserId;
}

@Policy(SHARED_POLICIES.part)
@ObjectType('HashtagFacet', { simpleResolvers: true, description: 'A hashtag in a text.' })
export class HashtagFacet extends FacetBase {
  @Field(() => String, { description: 'The tag as it was written, without the "#".' })
  tag!: string;
}

@Policy(SHARED_POLICIES.part)
@ObjectType('LinkFacet', { simpleResolvers: true, description: 'A web address in a text.' })
export class LinkFacet extends FacetBase {
  @Field(() => Url, { description: 'The address as it was written; http or https.' })
  url!: string;
}

export const FacetType = createUnionType({
  name: 'Facet',
  description: 'A part of a text that means something.',
  types: () => [MentionFacet, HashtagFacet, LinkFacet] as const,
});
export type FacetType = MentionFacet | HashtagFacet | LinkFacet;

export function toFacetType(facet: Facet): FacetType {
  const { start, end } = facet;
  switch (facet.kind) {
    case 'MENTION':
      return Object.assign(new MentionFacet(), { start, end, userId: facet.userId });
    case 'HASHTAG':
      return Object.assign(new HashtagFacet(), { start, end, tag: facet.tag });
    case 'LINK':
      return Object.assign(new LinkFacet(), { start, end, url: facet.url });
  }
}
