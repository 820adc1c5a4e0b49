import type { Relation, ViewerPair } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { Profile } from './profile.row.js';

/** A profile together with what stands between it and the viewer: all that showing somebody takes. */
export interface Person {
  readonly profile: Profile;
  readonly relation: Relation;
}

/** The access facts alone, and the revision by which the profile is found in the cache. */
export interface PersonSkeleton {
  readonly userId: UserId;
  readonly rev: number;
  readonly relation: Relation;
}

export interface UsernamePair {
  readonly viewerId: UserId | null;
  readonly usernameKey: string;
}

export const usernamePairKey = (pair: UsernamePair): string => `${pair.viewerId ?? ''}:${pair.usernameKey}`;

/**
 * The port that relationships fills: each function is one statement, joined with profiles, on the primary. Maps are keyed by
 * `pairKey` and `usernamePairKey`; people who do not exist are not in them, hidden ones are (with their relation).
 */
export interface PeopleSource {
  people(pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, Person>>;
  skeletons(pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, PersonSkeleton>>;
  peopleByUsername(pairs: readonly UsernamePair[]): Promise<ReadonlyMap<string, Person>>;
}
