import type { UserId } from '../../../kernel/ids.js';
import type { Viewer } from '../../../kernel/viewer.js';
import type { Relationships } from '../../relationships/index.js';

export type Followings = Pick<Relationships, 'tagFollowersAmong'>;

const NOBODY: ReadonlySet<UserId | null> = new Set();

/** Those of the viewers who follow a tag with one of these topics. */
export async function viewersWithTags(relationships: Followings, viewers: readonly Viewer[], topics: readonly string[]): Promise<ReadonlySet<UserId | null>> {
  if (topics.length === 0) return NOBODY;
  return relationships.tagFollowersAmong(viewers.flatMap(({ userId }) => userId ?? []), topics);
}
