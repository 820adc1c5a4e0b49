/** Lists of posts to read: everybody's, a person's, and those of the people somebody follows. */
export { createFeeds, type FeedsDeps } from './feeds.module.js';
export { staleTimelines } from './home/home-circle.store.js';
export type { TimelineSettings } from './timelines/timelines.js';
export { HomeFeedConnection, HomeFeedEdge } from './feed.type.js';
export { HomeFeeds1764110006200 } from './migrations/1764110006200-home-feeds.js';
export { createFeedRankings } from './migrations/2026-11-21-feed-rankings.js';
export { indexRepostsInFeeds } from './migrations/2026-11-21-reposts-in-feeds.js';
