import type { Relation } from '../../kernel/access.js';
import type { Id, UserId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { EMPTY_PAGE, type PageOf, type PageRequest } from '../../kernel/page.js';
import { readFiltered } from '../../kernel/refill.js';
import type { Viewer } from '../../kernel/viewer.js';
import { hydrateUsers, type UserType } from '../profiles/index.js';
import type { FollowList, ListedRow } from './follow-list.store.js';
import { FOLLOW_LIST } from './relationship.loaders.js';
import { maySeeListed, whyNotSeeFollowLists } from './relationship.policy.js';

export interface ListedUser {
  /** The id of the row: place in the list, and date. */
  readonly position: Id;
  readonly user: UserType;
}

/** Whose list, and what stands between the viewer and them. */
export interface ListOwner {
  readonly userId: UserId;
  readonly relation: Relation;
}

/** A page of a person's followers, followees or mutuals, the latest first, without those whom the viewer may not see there. */
export function listFollows(viewer: Viewer, list: FollowList, owner: ListOwner, request: PageRequest, loaders: Loaders): Promise<PageOf<ListedUser>> {
  if (whyNotSeeFollowLists(owner.relation)) return Promise.resolve(EMPTY_PAGE);
  const read = (part: PageRequest) => loaders.get(FOLLOW_LIST).load({ list, userId: owner.userId, request: part });
  return listUsers(viewer, request, read, loaders, ({ relation }) => maySeeListed(owner.relation, relation));
}

/** A page of people out of rows that name them, without those whom the viewer may not see. */
export function listUsers<Row extends ListedRow>(
  viewer: Viewer,
  request: PageRequest,
  read: (request: PageRequest) => Promise<readonly Row[]>,
  loaders: Loaders,
  mayList: (user: UserType) => boolean = () => true,
): Promise<PageOf<ListedUser & { readonly row: Row }>> {
  return readFiltered<Row, ListedUser & { readonly row: Row }>(request, {
    read,
    async show(rows) {
      const users = await hydrateUsers(viewer, rows.map((row) => row.userId), loaders);
      return rows.map((row) => {
        const user = users.get(row.userId);
        return user && mayList(user) ? { position: row.id, user, row } : null;
      });
    },
    positionOf: (row) => row.id,
  });
}
