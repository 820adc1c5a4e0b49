import type { LoaderFactories } from '../../kernel/loaders.js';
import type { Posts } from '../posts/index.js';
import type { Relationships } from '../relationships/index.js';
import { FeedResolver } from './feed.resolver.js';
import { HomeFeedSubscription } from './feed.subscription.js';
import { homeFeed } from './home-feed.js';
import { userFeed } from './user-feed.js';

export interface FeedsDeps {
  readonly posts: Posts;
  readonly relationships: Relationships;
}

export interface Feeds {
  readonly resolvers: object[];
  registerLoaders(factories: LoaderFactories): void;
}

export function createFeeds({ posts: { reader }, relationships }: FeedsDeps): Feeds {
  const home = homeFeed({ posts: reader, followeesOf: (userId) => relationships.followeesOf(userId) });
  const events = new HomeFeedSubscription(reader);
  return {
    resolvers: [new FeedResolver({ home, ofUser: userFeed(reader), posts: reader }), events],
    registerLoaders: (factories) => events.registerLoaders(factories),
  };
}
