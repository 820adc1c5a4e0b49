import { pairKey, type Relation, type UserAccess, type ViewerPair } from '../../kernel/access.js';
import { loaderOf } from '../../kernel/loader.js';
import type { RelationStore } from './relation.store.js';

/** What is known of somebody who does not exist: as good as one who is being deleted. */
const NOBODY: Relation = { active: false, blocked: false, viewerBlocks: false, viewerFollows: false, followsViewer: false, isViewer: false };

/** The access port over one batched statement; lives as long as a request or an event. */
export function makeUserAccess(store: RelationStore): UserAccess {
  const relations = loaderOf<ViewerPair, Relation, string>((pairs) => store.relations(pairs), pairKey);
  return {
    relation: async (viewer, userId) => (await relations.load({ viewerId: viewer.userId, userId })) ?? NOBODY,
    learn: (pair, relation) => void relations.prime(pair, relation),
  };
}
