import type { EntityCache } from '../../kernel/cache.js';
import { CachedRows } from '../../kernel/cached-rows.js';
import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { UserId } from '../../kernel/ids.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import type { PeopleSource, PersonSkeleton } from './people.port.js';
import { makePeopleLoaders, PEOPLE } from './profile.loaders.js';
import { ProfileResolver } from './profile.resolver.js';
import { decodeProfile, encodeProfile, type Profile } from './profile.row.js';
import { type NewProfile, type ProfileState, ProfileStore } from './profile.store.js';
import type { ProfileStatus } from './profile.entity.js';
import { updatePrivacy } from './update-privacy.js';
import { updateProfile } from './update-profile.js';
import { isUsername, usernameKey } from './username.rules.js';

export interface ProfilesDeps {
  readonly postgres: Postgres;
  readonly commit: Commit<PgTx>;
  readonly announcer: Announcer<PgTx>;
  readonly entityCache: EntityCache;
  readonly clock: Clock;
}

export interface Profiles {
  readonly resolvers: object[];
  registerLoaders(factories: LoaderFactories): void;
  /** Fills the port by which people are read; relationships does it at assembly. */
  fillPeopleSource(source: PeopleSource): void;
  /** Active people by username in any case, as a Map by `usernameKey`; what can't be a username is passed over. */
  userIdsByUsername(usernames: readonly string[]): Promise<ReadonlyMap<string, UserId>>;
  /** Whether somebody has the username, be they to be seen or not. */
  usernameTaken(username: string): Promise<boolean>;
  /** Adds a profile in the caller's transaction; false where the username is taken. The rules are checked before. */
  create(tx: PgTx, profile: NewProfile): Promise<boolean>;
  /** Sets or lifts a reason to be absent to everybody else, from the commit on; gives what the person is then, null for nobody. */
  setState(tx: PgTx, userId: UserId, state: ProfileState, holds: boolean): Promise<ProfileStatus | null>;
  /** What the person is, which stays so until the transaction ends; null for nobody. */
  statusIn(tx: PgTx, userId: UserId): Promise<ProfileStatus | null>;
  /** The last step of a deletion: the row goes, and the username is free. */
  remove(tx: PgTx, userId: UserId): Promise<void>;
}

export function createProfiles(deps: ProfilesDeps): Profiles {
  const store = new ProfileStore(deps.postgres);
  const cachedProfiles = new CachedRows<PersonSkeleton, Profile>({
    name: 'user',
    cache: deps.entityCache,
    idOf: ({ userId }) => userId,
    read: (skeletons) => store.profilesByIds(skeletons.map(({ userId }) => userId)),
    encode: encodeProfile,
    decode: decodeProfile,
  });
  let peopleSource: PeopleSource | null = null;
  const source = (): PeopleSource => {
    if (!peopleSource) throw new Error('Nobody has filled the port for reading people.');
    return peopleSource;
  };

  return {
    resolvers: [new ProfileResolver({ updateProfile: updateProfile({ ...deps, store }), updatePrivacy: updatePrivacy({ ...deps, store }) })],
    registerLoaders: (factories) => {
      factories.register(PEOPLE, (loaders) => makePeopleLoaders({ source, cache: deps.entityCache, cachedProfiles }, loaders));
    },
    fillPeopleSource: (filled) => {
      peopleSource = filled;
    },
    userIdsByUsername: async (usernames) => {
      const keys = [...new Set(usernames.filter(isUsername).map(usernameKey))];
      return keys.length > 0 ? store.idsByUsernameKey(keys) : new Map();
    },
    usernameTaken: (username) => store.hasUsername(usernameKey(username)),
    create: (tx, profile) => store.insert(tx, profile),
    setState: (tx, userId, state, holds) => store.setState(tx, userId, state, holds),
    statusIn: (tx, userId) => store.statusIn(tx, userId),
    remove: (tx, userId) => store.remove(tx, userId),
  };
}
