import type { Db } from 'mongodb';
import type pg from 'pg';
import { encodePostId } from '../src/kernel/global-id.js';
import { type WireRequest, wireRequest } from './measure/load.js';
import { HOME_FEED, type Operation, PROFILE, THREAD } from './operations.js';
import { Random } from './world/random.js';
import { SEED } from './world/scale.js';

export interface BenchViewer {
  readonly userId: string;
  readonly username: string;
}

/** One read by one viewer. */
export interface Question {
  readonly viewer: BenchViewer;
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, string>>;
}

/** The question as one server gets it over the wire. */
export const requestOf = ({ port }: { readonly port: number }, { viewer, operation, variables }: Question, tokens: ReadonlyMap<string, string>): WireRequest =>
  wireRequest(port, tokens.get(viewer.userId)!, { operationName: operation.name, query: operation.query, variables });

const CROWD = 200;
const SPECIAL = 40;
/** Different reads per operation under load, each by the next viewer. */
const QUESTIONS = 400;
/** For every so many viewers the people around them are compared too. */
const WITH_COMPANIONS = 2;
/** A thread of the benchmark has at least so many comments, most of them on its top level. */
const LONG_THREAD = 32;

export interface World {
  readonly postgres: pg.Client;
  readonly db: Db;
}

/** Who asks: a crowd as it comes, and some whose case is special (with blocks, with the most followees) for the comparison. */
export async function chooseViewers({ postgres }: World): Promise<{ crowd: BenchViewer[]; special: BenchViewer[] }> {
  const choose = async (condition: string, order: string, limit: number) =>
    (await postgres.query<BenchViewer>(`SELECT user_id AS "userId", username FROM profiles WHERE status = 'ACTIVE' AND ${condition} ORDER BY ${order}, user_id LIMIT ${limit}`)).rows;
  const byChance = `md5('${SEED}' || user_id::text)`;
  return {
    crowd: await choose('true', byChance, CROWD),
    special: [
      ...(await choose('user_id IN (SELECT blocker_id FROM blocks UNION SELECT blocked_id FROM blocks)', byChance, SPECIAL)),
      ...(await choose('true', 'followee_count DESC', SPECIAL)),
    ],
  };
}

/** What is asked under load: people and threads that a viewer is likely to come upon, the popular ones more often. */
export async function questionsUnderLoad(world: World, viewers: readonly BenchViewer[], operation: Operation): Promise<Question[]> {
  const random = new Random(`${SEED}/questions/${operation.name}`);
  const variables = await variablesOf(world, operation, random);
  return Array.from({ length: QUESTIONS }, (_, i) => ({ viewer: viewers[i % viewers.length]!, operation, variables: variables() }));
}

async function variablesOf({ postgres, db }: World, { name }: Operation, random: Random): Promise<() => Record<string, string>> {
  if (name === HOME_FEED.name) return () => ({});
  if (name === PROFILE.name) {
    const { rows } = await postgres.query<{ username: string }>("SELECT username FROM profiles WHERE status = 'ACTIVE' ORDER BY follower_count DESC, user_id");
    return () => ({ username: rows[random.skewed(rows.length, 2)]!.username });
  }
  const posts = await db.collection<PlacedPost>('posts').find({ commentCount: { $gte: LONG_THREAD }, visibility: 'PUBLIC' }).project<PlacedPost>({ authorId: 1 }).sort({ commentCount: 1, _id: 1 }).limit(200).toArray();
  return () => ({ id: globalIdOf(random.pick(posts)) });
}

interface PlacedPost {
  readonly _id: string;
  readonly authorId: string;
}

const globalIdOf = ({ _id, authorId }: PlacedPost): string => encodePostId({ authorId, id: _id });

/**
 * What all servers must answer alike: for some viewers the profiles and the longest threads of somebody whom they follow, of a stranger, of a person with a block between them, of one who is leaving, and of themselves.
 */
export async function questionsToCompare(world: World, viewers: readonly BenchViewer[]): Promise<Question[]> {
  const questions: Question[] = [];
  for (const [i, viewer] of viewers.entries()) {
    if (i % WITH_COMPANIONS > 0) continue;
    const { rows } = await world.postgres.query<BenchViewer>(COMPANIONS, [viewer.userId]);
    const posts = await world.db.collection<PlacedPost>('posts').aggregate<PlacedPost>(LONGEST(rows.map(({ userId }) => userId))).toArray();
    questions.push(
      ...rows.map(({ username }) => ({ viewer, operation: PROFILE, variables: { username } })),
      ...posts.map((post) => ({ viewer, operation: THREAD, variables: { id: globalIdOf(post) } })),
    );
  }
  return questions;
}

const COMPANIONS = `
  WITH companions AS (
    (SELECT followee_id AS user_id FROM follows WHERE follower_id = $1 ORDER BY id DESC LIMIT 2)
    UNION (SELECT blocked_id FROM blocks WHERE blocker_id = $1 LIMIT 1) UNION (SELECT blocker_id FROM blocks WHERE blocked_id = $1 LIMIT 1)
    UNION (SELECT user_id FROM profiles WHERE status = 'DELETING' ORDER BY md5(user_id::text || $1::text) LIMIT 1)
    UNION (SELECT user_id FROM profiles ORDER BY md5(user_id::text || $1::text) LIMIT 2)
    UNION (SELECT $1::uuid)
  ) SELECT user_id AS "userId", username FROM companions JOIN profiles USING (user_id) ORDER BY user_id`;

/** Of each author the most discussed post of either visibility. */
const LONGEST = (authorIds: readonly string[]) => [
  { $match: { authorId: { $in: authorIds } } },
  { $sort: { commentCount: -1, _id: 1 } },
  { $group: { _id: { authorId: '$authorId', visibility: '$visibility' }, first: { $first: '$_id' } } },
  { $project: { _id: '$first', authorId: '$_id.authorId' } },
];
