import type DataLoader from 'dataloader';
import { pairKey, USER_ACCESS, type UserAccess, type ViewerPair } from '../../kernel/access.js';
import type { EntityCache } from '../../kernel/cache.js';
import type { CachedRows } from '../../kernel/cached-rows.js';
import type { UserId } from '../../kernel/ids.js';
import { loaderOf } from '../../kernel/loader.js';
import { LoaderKey, type Loaders } from '../../kernel/loaders.js';
import { type PeopleSource, type Person, type UsernamePair, usernamePairKey } from './people.port.js';
import type { Profile } from './profile.row.js';

export interface PeopleLoaders {
  readonly byId: DataLoader<ViewerPair, Person | null, string>;
  readonly byUsername: DataLoader<UsernamePair, Person | null, string>;
}

export const PEOPLE = new LoaderKey<PeopleLoaders>('people');

export interface PeopleLoaderDeps {
  readonly source: () => PeopleSource;
  readonly cache: EntityCache;
  readonly cachedProfiles: CachedRows<Profile>;
}

/** With the cache: access facts and revisions from Postgres, profiles from the cache. Without: all in one statement. */
export function makePeopleLoaders(deps: PeopleLoaderDeps, loaders: Loaders): PeopleLoaders {
  const access: UserAccess = loaders.get(USER_ACCESS);
  const byId = loaderOf<ViewerPair, Person, string>(async (pairs) => {
    const people = await (deps.cache.enabled ? readThroughCache(deps, pairs) : deps.source().people(pairs));
    for (const pair of pairs) {
      const person = people.get(pairKey(pair));
      if (person) access.learn(pair, person.relation);
    }
    return people;
  }, pairKey);
  const byUsername = loaderOf<UsernamePair, Person, string>(async (names) => {
    const people = await deps.source().peopleByUsername(names);
    for (const { viewerId, usernameKey } of names) {
      const person = people.get(usernamePairKey({ viewerId, usernameKey }));
      if (!person) continue;
      const pair = { viewerId, userId: person.profile.userId };
      byId.prime(pair, person);
      access.learn(pair, person.relation);
    }
    return people;
  }, usernamePairKey);
  return { byId, byUsername };
}

async function readThroughCache(deps: PeopleLoaderDeps, pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, Person>> {
  const skeletons = await deps.source().skeletons(pairs);
  const revs = new Map<UserId, number>();
  for (const { userId, rev } of skeletons.values()) revs.set(userId, rev);
  const profiles = await deps.cachedProfiles.get(revs);
  const people = new Map<string, Person>();
  for (const [key, { userId, relation }] of skeletons) {
    const profile = profiles.get(userId);
    if (profile) people.set(key, { profile, relation });
  }
  return people;
}
