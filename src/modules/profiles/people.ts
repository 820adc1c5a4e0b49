import { maySeePerson } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { Person } from './people.port.js';
import { PEOPLE } from './profile.loaders.js';
import { toUser } from './profile.view.js';
import type { UserType } from './user.type.js';
import { isUsername, usernameKey } from './username.rules.js';

/**
 * People and their relations to the viewer, hidden ones included (their `relation` says so): for rules that decide over
 * more than a person. One statement for all that is asked within a tick; nobody by that id is not in the Map.
 */
export async function loadPeople(viewer: Viewer, userIds: Iterable<UserId>, loaders: Loaders): Promise<ReadonlyMap<UserId, Person>> {
  const ids = [...new Set(userIds)];
  const { byId } = loaders.get(PEOPLE);
  const found = await Promise.all(ids.map((userId) => byId.load({ viewerId: viewer.userId, userId })));
  const people = new Map<UserId, Person>();
  found.forEach((person, i) => person && people.set(ids[i]!, person));
  return people;
}

/** The people among `userIds` whom the viewer may see, ready to be shown. */
export async function hydrateUsers(viewer: Viewer, userIds: Iterable<UserId>, loaders: Loaders): Promise<ReadonlyMap<UserId, UserType>> {
  const users = new Map<UserId, UserType>();
  for (const [userId, person] of await loadPeople(viewer, userIds, loaders)) {
    if (maySeePerson(person.relation)) users.set(userId, toUser(person));
  }
  return users;
}

/** One person, or null where the viewer may not know of them. */
export async function userById(viewer: Viewer, userId: UserId, loaders: Loaders): Promise<UserType | null> {
  return shown(await loaders.get(PEOPLE).byId.load({ viewerId: viewer.userId, userId }));
}

export async function userByUsername(viewer: Viewer, username: string, loaders: Loaders): Promise<UserType | null> {
  if (!isUsername(username)) return null;
  return shown(await loaders.get(PEOPLE).byUsername.load({ viewerId: viewer.userId, usernameKey: usernameKey(username) }));
}

const shown = (person: Person | null): UserType | null => (person && maySeePerson(person.relation) ? toUser(person) : null);
