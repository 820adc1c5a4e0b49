/** Who follows whom, who is hidden from whom, and therefore who may see whom. */
export { createRelationships, type Relationships, type RelationshipsDeps } from './relationships.module.js';
export { MAX_MUTED_THREADS, readUntil } from './mute.rules.js';
export type { TagFollowStore } from './tag-follow.store.js';
export { type MutedThreadRow, type Tx, type ThreadMuteStore, type ThreadPair, threadPairKey } from './thread-mute.store.js';
export { BlockEntity } from './block.entity.js';
export { FollowRequestEntity } from './follow-request.entity.js';
export { FollowEntity } from './follow.entity.js';
export { CreateRelationships1764000003000 } from './migrations/1764000003000-create-relationships.js';
export { Privacy1764100006101 } from './migrations/1764100006101-privacy.js';
export { TagFollows1764110006100 } from './migrations/1764110006100-tag-follows.js';
export { type ImportedTagFollow, TagFollowImport } from './tag-follow.import.js';
export { FollowImport, type ImportedFollow } from './follow.import.js';
