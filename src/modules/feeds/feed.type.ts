import { ObjectType } from 'type-graphql';
import { connectionOf, edgeOf, toConnection } from '../../graphql/connection.js';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import type { PageOf } from '../../kernel/page.js';
import { positionOfPost, PostType } from '../posts/index.js';

@Policy(SHARED_POLICIES.page)
@ObjectType('HomeFeedEdge', { simpleResolvers: true, description: 'A post in the viewer\'s home feed.' })
export class HomeFeedEdge extends edgeOf(() => PostType) {}

@Policy(SHARED_POLICIES.page)
@ObjectType('HomeFeedConnection', { simpleResolvers: true, description: 'A page of the viewer\'s home feed, newest first.' })
export class HomeFeedConnection extends connectionOf(() => HomeFeedEdge) {}

export const toHomeFeed = (page: PageOf<PostType>): HomeFeedConnection =>
  toConnection<PostType, HomeFeedEdge, HomeFeedConnection>(HomeFeedConnection, HomeFeedEdge, 'posts', page, positionOfPost, (node) => ({ node }));
