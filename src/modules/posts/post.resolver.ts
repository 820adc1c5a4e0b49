import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Directive, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { Capability, capability } from '../../graphql/capability.js';
import type { GraphContext } from '../../graphql/context.js';
import { Policy } from '../../graphql/policy.js';
import { selectionOf } from '../../graphql/selection.js';
import { SameForAll } from '../../graphql/sharing.js';
import { decodePostId } from '../../kernel/global-id.js';
import { userById, UserType } from '../profiles/index.js';
import { POST_POLICIES, whyNotOwn } from './post.policy.js';
import type { PostReader } from './post.reader.js';
import { PostType } from './post.type.js';

@Resolver(() => PostType)
export class PostResolver {
  constructor(private readonly reader: PostReader) {}

  @Directive('@cacheControl(maxAge: 30)')
  @Policy(POST_POLICIES.post)
  @Query(() => PostType, { nullable: true, description: 'A post by its id; null where there is none that the viewer may see.' })
  async post(
    @Arg('id', () => ID, { description: 'The id of a post.' }) id: string,
    @Ctx() { viewer, loaders }: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PostType | null> {
    const ref = decodePostId(id);
    if (!ref) return null;
    const [post] = await this.reader.byRefs({ viewer, loaders, selection: selectionOf(info) }, [ref]);
    return post ?? null;
  }

  @SameForAll()
  @FieldResolver(() => UserType, { description: 'Who wrote it.' })
  author(@Root() post: PostType, @Ctx() { viewer, loaders }: GraphContext): UserType | Promise<UserType | null> {
    return post.shownAuthor ?? userById(viewer, post.ref.authorId, loaders);
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may edit it.' })
  viewerCanEdit(@Root() post: PostType, @Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotOwn(viewer, post.ref.authorId));
  }

  @FieldResolver(() => Capability, { description: 'Whether the viewer may delete it.' })
  viewerCanDelete(@Root() post: PostType, @Ctx() { viewer }: GraphContext): Capability {
    return capability(whyNotOwn(viewer, post.ref.authorId));
  }
}
