import type { Mongo } from '../../platform/mongo/mongo.js';
import { RepostStore } from './repost.store.js';

export interface RepostsDeps {
  readonly mongo: Mongo;
}

export interface Reposts {
  /** Reposts as feeds read them; whom they may be shown to is for the reader to ask. */
  readonly store: RepostStore;
}

export function createReposts({ mongo }: RepostsDeps): Reposts {
  return { store: new RepostStore(mongo) };
}
