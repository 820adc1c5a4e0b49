import type pg from 'pg';
import type { BenchViewer } from './viewers.js';
import { authorName, readerName, READERS_OF_EACH, READERS_PER_TAG_FOLLOWER } from './world/cast.js';

export interface Reader extends BenchViewer {
  readonly followsTags: boolean;
}

/** The readers who follow so many people. */
export async function readersWith(postgres: pg.Client, followees: number): Promise<Reader[]> {
  const names = Array.from({ length: READERS_OF_EACH }, (_, i) => readerName(followees, i));
  const people = new Map((await byName(postgres, names)).map((person) => [person.username, person]));
  return names.map((name, i) => ({ ...people.get(name)!, followsTags: i % READERS_PER_TAG_FOLLOWER === 0 }));
}

/** The author with so many followers, and the ids of these in the order in which they are reached. */
export async function authorWith(postgres: pg.Client, followers: number): Promise<{ readonly author: BenchViewer; readonly followers: readonly BenchViewer[] }> {
  const [author] = await byName(postgres, [authorName(followers)]);
  const { rows } = await postgres.query<BenchViewer>('SELECT p.user_id AS "userId", p.username FROM follows f JOIN profiles p ON p.user_id = f.follower_id WHERE f.followee_id = $1 ORDER BY f.follower_id', [author!.userId]);
  return { author: author!, followers: rows };
}

const byName = async (postgres: pg.Client, names: readonly string[]): Promise<BenchViewer[]> =>
  (await postgres.query<BenchViewer>('SELECT user_id AS "userId", username FROM profiles WHERE username = ANY($1)', [names])).rows;
