import { maySeePublished } from '../../kernel/access.js';
import type { Id, PostId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { PageOf, PageRequest } from '../../kernel/page.js';
import { readFiltered } from '../../kernel/refill.js';
import type { Viewer } from '../../kernel/viewer.js';
import { hydrateUsers, type UserType } from '../profiles/index.js';
import { REPOSTERS } from './repost.loaders.js';
import type { Reposter } from './repost.store.js';

export interface ListedReposter {
  /** The id of the repost: place in the list, and date. */
  readonly position: Id;
  readonly user: UserType;
}

/**
 * A page of those who have reposted a post that the viewer sees, the latest first. A repost is something that a person
 * publishes: of a private account it shows to followers only.
 */
export function listReposters(viewer: Viewer, postId: PostId, request: PageRequest, loaders: Loaders): Promise<PageOf<ListedReposter>> {
  return readFiltered<Reposter, ListedReposter>(request, {
    read: ({ after, size }) => loaders.get(REPOSTERS).load({ postId, after, limit: size + 1 }),
    async show(rows) {
      const users = await hydrateUsers(viewer, rows.map((row) => row.reposterId), loaders);
      return rows.map(({ id, reposterId }) => {
        const user = users.get(reposterId);
        return user && maySeePublished(user.relation) ? { position: id, user } : null;
      });
    },
    positionOf: (row) => row.id,
  });
}
