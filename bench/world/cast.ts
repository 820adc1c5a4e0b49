import type { Scale } from './scale.js';

/** People with a part to play, beside those who are as they come: their usernames name the part. */

/** Readers who follow exactly so many people; fewer only in worlds that have not got so many. */
export const FOLLOWEES = [50, 500, 5_000] as const;
export const READERS_OF_EACH = 24;
/** One reader in so many follows tags. */
export const READERS_PER_TAG_FOLLOWER = 4;

/** Authors whom exactly so many read, each of whom follows few others. */
export const FOLLOWERS = [10, 1_000, 10_000] as const;
/** Of people as they come, whom each of those follows besides. */
export const FOLLOWEES_OF_AUDIENCE = 3;

export const readerName = (followees: number, i: number): string => `reader_${followees}_${i}`;
export const authorName = (followers: number): string => `author_${followers}`;
const audienceName = (i: number): string => `audience_${i}`;

/** By number, as all people are; they come after those who are as they come. */
export interface Cast {
  readonly names: ReadonlyMap<number, string>;
  readonly readers: readonly { readonly person: number; readonly followees: number; readonly followsTags: boolean }[];
  readonly authors: readonly { readonly person: number; readonly followers: number }[];
  readonly audience: readonly number[];
  /** Of all people, the cast included. */
  readonly people: number;
}

export function castOf({ users, audience }: Scale): Cast {
  const names = new Map<number, string>();
  const add = (name: string): number => {
    names.set(users + names.size, name);
    return users + names.size - 1;
  };
  const readers = FOLLOWEES.flatMap((followees) =>
    Array.from({ length: READERS_OF_EACH }, (_, i) => ({
      person: add(readerName(followees, i)),
      followees: Math.min(followees, Math.floor(users / 2)),
      followsTags: i % READERS_PER_TAG_FOLLOWER === 0,
    })),
  );
  const authors = FOLLOWERS.map((followers) => ({ person: add(authorName(followers)), followers: Math.min(followers, audience) }));
  const listeners = Array.from({ length: audience }, (_, i) => add(audienceName(i)));
  return { names, readers, authors, audience: listeners, people: users + names.size };
}
