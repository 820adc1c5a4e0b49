import DataLoader from 'dataloader';
import { pairKey, USER_ACCESS, type UserAccess, type ViewerPair } from '../../kernel/access.js';
import type { EntityCache } from '../../kernel/cache.js';
import type { CachedRows } from '../../kernel/cached-rows.js';
import { LoaderKey, type Loaders } from '../../kernel/loaders.js';
import { type PeopleSource, type Person, type PersonSkeleton, type UsernamePair, usernamePairKey } from './people.port.js';
import type { Profile } from './profile.row.js';

export interface PeopleLoaders {
  readonly byId: DataLoader<ViewerPair, Person | null, string>;
  readonly byUsername: DataLoader<UsernamePair, Person | null, string>;
}

export const PEOPLE = new LoaderKey<PeopleLoaders>('people');

export interface PeopleLoaderDeps {
  readonly source: () => PeopleSource;
  readonly cache: EntityCache;
  readonly cachedProfiles: CachedRows<PersonSkeleton, Profile>;
}

/** With the cache: access facts and revisions from Postgres, profiles from the cache. Without: all in one statement. */
export function makePeopleLoaders(deps: PeopleLoaderDeps, loaders: Loaders): PeopleLoaders {
  const access: UserAccess = loaders.get(USER_ACCESS);
  const byId = new DataLoader<ViewerPair, Person | null, string>(
    async (pairs) => {
      const people = await (deps.cache.enabled ? readThroughCache(deps, pairs) : deps.source().people(pairs));
      pairs.forEach((pair, i) => people[i] && access.learn(pair, people[i].relation));
      return people;
    },
    { cacheKeyFn: pairKey },
  );
  const byUsername = new DataLoader<UsernamePair, Person | null, string>(
    async (names) => {
      const people = await deps.source().peopleByUsername(names);
      names.forEach(({ viewerId }, i) => {
        const person = people[i];
        if (!person) return;
        const pair = { viewerId, userId: person.profile.userId };
        byId.prime(pair, person);
        access.learn(pair, person.relation);
      });
      return people;
    },
    { cacheKeyFn: usernamePairKey },
  );
  return { byId, byUsername };
}

async function readThroughCache(deps: PeopleLoaderDeps, pairs: readonly ViewerPair[]): Promise<readonly (Person | null)[]> {
  const skeletons = await deps.source().skeletons(pairs);
  const profiles = await deps.cachedProfiles.get(skeletons.flatMap((skeleton) => skeleton ?? []));
  return skeletons.map((skeleton) => {
    const profile = skeleton && profiles.get(skeleton);
    return profile ? { profile, relation: skeleton.relation } : null;
  });
}
