import type pg from 'pg';
import type { BenchViewer } from '../viewers.js';
import { SEED } from '../world/scale.js';

/** Who publishes the post, who comments on it, and who watches. */
export interface Audience {
  readonly author: BenchViewer;
  /** Somebody with many blocks, so that the events differ in who may hear of them. */
  readonly commenter: BenchViewer;
  /** One per socket; the same person only where there are fewer people than sockets. */
  readonly viewers: readonly BenchViewer[];
  /** By index: who sees the post, and not the commenter. */
  readonly deaf: readonly number[];
}

/** At most one in so many must not hear of the comments. */
const HEARING_PER_DEAF = 50;

export async function chooseAudience(postgres: pg.Client, sockets: number): Promise<Audience> {
  const [author] = await people(postgres, AUTHOR);
  const [commenter] = await people(postgres, COMMENTER, author!.userId);
  const blocked = await people(postgres, BLOCKED, author!.userId, commenter!.userId);
  const others = await people(postgres, OTHERS, author!.userId, commenter!.userId, sockets);
  const deafOnes = blocked.slice(0, Math.ceil(sockets / HEARING_PER_DEAF));
  const hearing = sockets - deafOnes.length;
  // The first writes down what it hears, and so has to hear.
  const viewers = [...Array.from({ length: hearing }, (_, i) => others[i % others.length]!), ...deafOnes];
  return { author: author!, commenter: commenter!, viewers, deaf: deafOnes.map((_, i) => hearing + i) };
}

const people = async (postgres: pg.Client, statement: string, ...values: unknown[]): Promise<BenchViewer[]> => (await postgres.query<BenchViewer>(statement, values)).rows;

const PERSON = 'SELECT p.user_id AS "userId", p.username FROM profiles p';
const between = (one: string, other: string): string => `EXISTS (SELECT FROM blocks b WHERE (b.blocker_id, b.blocked_id) IN ((${one}, ${other}), (${other}, ${one})))`;

const AUTHOR = `${PERSON} WHERE p.status = 'ACTIVE' AND NOT p.is_private AND NOT EXISTS (SELECT FROM blocks b WHERE p.user_id IN (b.blocker_id, b.blocked_id))
  ORDER BY p.follower_count DESC, p.user_id LIMIT 1`;
const COMMENTER = `${PERSON} WHERE p.status = 'ACTIVE' AND p.user_id <> $1
  ORDER BY (SELECT count(*) FROM blocks b WHERE p.user_id IN (b.blocker_id, b.blocked_id)) DESC, p.user_id LIMIT 1`;
const BLOCKED = `${PERSON} WHERE p.status = 'ACTIVE' AND p.user_id <> $1 AND ${between('p.user_id', '$2::uuid')} ORDER BY p.user_id`;
const OTHERS = `${PERSON} WHERE p.status = 'ACTIVE' AND p.user_id NOT IN ($1, $2) AND NOT ${between('p.user_id', '$2::uuid')} ORDER BY md5('${SEED}' || p.user_id::text) LIMIT $3`;
