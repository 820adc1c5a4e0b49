/** Lists of posts to read: everybody's, a person's, and those of the people somebody follows. */
export { createFeeds, type FeedsDeps } from './feeds.module.js';
export { HomeFeedConnection, HomeFeedEdge } from './feed.type.js';
