import { maySeePerson, type Relation, USER_ACCESS } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { People, WantedPeople } from '../../kernel/people.js';
import type { Viewer } from '../../kernel/viewer.js';
import { loadPeople, toUser, type UserType } from '../profiles/index.js';

const GONE: Relation = {
  active: false,
  blocked: false,
  viewerBlocks: false,
  viewerFollows: false,
  followsViewer: false,
  isViewer: false,
};

/**
 * Asks for all the people of a page: those who are shown with their profiles in one statement, those who only decide with
 * their relation in another.
 */
export async function gatherPeople(viewer: Viewer, wanted: WantedPeople, loaders: Loaders): Promise<People<UserType>> {
  const decide = [...wanted.related].filter((id) => !wanted.shown.has(id));
  const access = loaders.get(USER_ACCESS);
  const [persons, deciding] = await Promise.all([
    wanted.shown.size > 0 ? loadPeople(viewer, wanted.shown, loaders) : null,
    Promise.all(decide.map((id) => access.relation(viewer, id))),
  ]);
  const relations = new Map(decide.map((id, i) => [id, deciding[i]!]));
  const users = new Map<UserId, UserType | null>();
  for (const id of wanted.shown) {
    const person = persons?.get(id);
    relations.set(id, person?.relation ?? GONE);
    users.set(id, person && maySeePerson(person.relation) ? toUser(person) : null);
  }
  return {
    relationTo(userId) {
      const relation = relations.get(userId);
      if (!relation) throw new Error('A relation was read that nobody had asked for.');
      return relation;
    },
    profileOf: (userId) => users.get(userId) ?? null,
  };
}
