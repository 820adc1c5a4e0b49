import { maySeePerson, NO_RELATION, type Relation, USER_ACCESS } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { People, WantedPeople } from '../../kernel/people.js';
import type { Viewer } from '../../kernel/viewer.js';
import { loadPeople, toUser, type UserType } from '../profiles/index.js';

/**
 * Asks for all the people of a page in one statement: with their profiles where any of them is shown, else for their
 * relations alone.
 */
export async function gatherPeople(viewer: Viewer, wanted: WantedPeople, loaders: Loaders): Promise<People<UserType>> {
  return wanted.shown.size > 0 ? gatherShown(viewer, wanted, loaders) : gatherDeciding(viewer, wanted, loaders);
}

async function gatherShown(viewer: Viewer, { related, shown }: WantedPeople, loaders: Loaders): Promise<People<UserType>> {
  const persons = await loadPeople(viewer, related, loaders);
  const users = new Map<UserId, UserType>();
  for (const userId of shown) {
    const person = persons.get(userId);
    if (person && maySeePerson(person.relation)) users.set(userId, toUser(person));
  }
  return {
    relationTo: (userId) => persons.get(userId)?.relation ?? NO_RELATION,
    profileOf: (userId) => users.get(userId) ?? null,
  };
}

async function gatherDeciding(viewer: Viewer, { related }: WantedPeople, loaders: Loaders): Promise<People<UserType>> {
  const access = loaders.get(USER_ACCESS);
  const relations = new Map<UserId, Relation>();
  await Promise.all([...related].map(async (userId) => relations.set(userId, await access.relation(viewer, userId))));
  return { relationTo: (userId) => relations.get(userId) ?? NO_RELATION, profileOf: () => null };
}
