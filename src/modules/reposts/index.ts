/** What people hand on to those who follow them. */
export { createReposts, type Reposts, type RepostsDeps } from './reposts.module.js';
export { type Reposter, REPOSTS, type RepostStore } from './repost.store.js';
export { type RepostPair, repostPairKey, type RepostRef, type RepostRow } from './repost.entity.js';
export { type ImportedRepost, RepostImport } from './repost.import.js';
export { createRepostsCollection } from './migrations/2026-11-21-reposts.js';
