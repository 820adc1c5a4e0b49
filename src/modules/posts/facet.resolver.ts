import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../graphql/context.js';
import { userById, UserType } from '../profiles/index.js';
import { MentionFacet } from './facet.type.js';

@Resolver(() => MentionFacet)
export class FacetResolver {
  @FieldResolver(() => UserType, { nullable: true, description: 'Who is meant; null where the viewer may not know of them.' })
  user(@Root() facet: MentionFacet, @Ctx() { viewer, loaders }: GraphContext): Promise<UserType | null> {
    return userById(viewer, facet.userId, loaders);
  }
}
