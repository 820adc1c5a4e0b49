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
 * The port that relationships fills: each function is one statement, joined with profiles, on the primary. Answers stand in
 * the order of the questions; null is nobody, and whoever is hidden is there with a relation that says so.
 */
export interface PeopleSource {
  people(pairs: readonly ViewerPair[]): Promise<readonly (Person | null)[]>;
  skeletons(pairs: readonly ViewerPair[]): Promise<readonly (PersonSkeleton | null)[]>;
  peopleByUsername(pairs: readonly UsernamePair[]): Promise<readonly (Person | null)[]>;
}
