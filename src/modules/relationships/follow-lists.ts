import { maySeePerson } from '../../kernel/access.js';
import type { Id, UserId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { PageOf, PageRequest } from '../../kernel/page.js';
import { readFiltered } from '../../kernel/refill.js';
import type { Viewer } from '../../kernel/viewer.js';
import { loadPeople, toUser, type UserType } from '../profiles/index.js';
import type { EdgeStore, FollowList, FollowRow } from './edge.store.js';

/** One person of a list, with the follow that put them there. */
export interface ListedPerson {
  readonly followId: Id;
  readonly user: UserType;
}

export type ReadFollowList = (viewer: Viewer, list: FollowList, userId: UserId, page: PageRequest, loaders: Loaders) => Promise<PageOf<ListedPerson>>;

/** Followers, followees and mutuals of a person, newest first, without those who are absent to the viewer. */
export function readFollowLists(edges: EdgeStore): ReadFollowList {
  return (viewer, list, userId, page, loaders) =>
    readFiltered<FollowRow, ListedPerson>(page, {
      read: (request) => edges.page(list, userId, request),
      positionOf: (row) => row.id,
      show: async (rows) => {
        const people = await loadPeople(viewer, rows.map((row) => row.userId), loaders);
        return rows.map((row) => {
          const person = people.get(row.userId);
          return person && maySeePerson(person.relation) ? { followId: row.id, user: toUser(person) } : null;
        });
      },
    });
}
