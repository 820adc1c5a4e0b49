import type { Id, UserId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { PageOf, PageRequest } from '../../kernel/page.js';
import { readFiltered } from '../../kernel/refill.js';
import type { Viewer } from '../../kernel/viewer.js';
import { hydrateUsers, type UserType } from '../profiles/index.js';
import type { FollowList } from './follow-list.store.js';
import { FOLLOW_LIST } from './relationship.loaders.js';

export interface ListedUser {
  /** The id of the follow: place in the list, and date. */
  readonly position: Id;
  readonly user: UserType;
}

/** A page of a person's followers, followees or mutuals, the latest first, without those whom the viewer may not see. */
export function listFollows(viewer: Viewer, list: FollowList, userId: UserId, request: PageRequest, loaders: Loaders): Promise<PageOf<ListedUser>> {
  return readFiltered(request, {
    read: (part) => loaders.get(FOLLOW_LIST).load({ list, userId, request: part }),
    async show(rows) {
      const users = await hydrateUsers(viewer, rows.map((row) => row.userId), loaders);
      return rows.map((row) => {
        const user = users.get(row.userId);
        return user ? { position: row.id, user } : null;
      });
    },
    positionOf: (row) => row.id,
  });
}
