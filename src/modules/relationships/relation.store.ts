import { NO_RELATION, type Relation, type ViewerPair } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { type PeopleSource, type Person, type PersonSkeleton, type Profile, PROFILE_COLUMNS, type UsernamePair } from '../profiles/index.js';

export type { PgTx as Tx } from '../../platform/postgres/postgres.js';

interface Facts {
  readonly isViewer: boolean;
  readonly active: boolean;
  readonly viewerBlocks: boolean;
  readonly blocksViewer: boolean;
  readonly viewerFollows: boolean;
  readonly followsViewer: boolean;
  readonly isPrivate: boolean;
  readonly listsHidden: boolean;
  readonly viewerMutes: boolean;
}

/** Which question a row answers, from 1. */
interface Placed {
  readonly place: number;
}

/** What stands between viewers and people: one statement for any number of pairs, always on the primary. */
export class RelationStore implements PeopleSource {
  constructor(private readonly postgres: Postgres) {}

  async relations(pairs: readonly ViewerPair[]): Promise<readonly (Relation | null)[]> {
    const skeletons = await this.skeletons(pairs);
    return skeletons.map((skeleton) => skeleton && skeleton.relation);
  }

  async skeletons(pairs: readonly ViewerPair[]): Promise<readonly (PersonSkeleton | null)[]> {
    const rows = await this.postgres.query<Facts & Placed & { userId: UserId; rev: number }>('relations.skeletons', SKELETONS, columnsOf(pairs));
    return inPlace(pairs, rows, (row) => ({ userId: row.userId, rev: row.rev, relation: toRelation(row) }));
  }

  async people(pairs: readonly ViewerPair[]): Promise<readonly (Person | null)[]> {
    const rows = await this.postgres.query<Facts & Placed & Profile>('relations.people', PEOPLE, columnsOf(pairs));
    return inPlace(pairs, rows, toPerson);
  }

  async peopleByUsername(names: readonly UsernamePair[]): Promise<readonly (Person | null)[]> {
    const values = [names.map((name) => name.viewerId), names.map((name) => name.usernameKey)];
    const rows = await this.postgres.query<Facts & Placed & Profile>('relations.people-by-username', BY_USERNAME, values);
    return inPlace(names, rows, toPerson);
  }

  /** Makes the transaction the only one that changes anything between these two; their own rows stay free for everybody else. */
  async lockPair(tx: PgTx, one: UserId, other: UserId): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [one < other ? `${one}:${other}` : `${other}:${one}`]);
  }

  /** The relation as this transaction sees it. */
  async relationIn(tx: PgTx, viewerId: UserId, userId: UserId): Promise<Relation> {
    const rows = await tx.query<Facts[]>(SKELETONS, columnsOf([{ viewerId, userId }]));
    return rows[0] ? toRelation(rows[0]) : NO_RELATION;
  }
}

const columnsOf = (pairs: readonly ViewerPair[]): unknown[] => [pairs.map((pair) => pair.viewerId), pairs.map((pair) => pair.userId)];

function inPlace<Row extends Placed, Answer>(questions: readonly unknown[], rows: readonly Row[], answerOf: (row: Row) => Answer): (Answer | null)[] {
  const answers = new Array<Answer | null>(questions.length).fill(null);
  for (const row of rows) answers[row.place - 1] = answerOf(row);
  return answers;
}

const toPerson = (row: Facts & Profile): Person => ({ profile: row, relation: toRelation(row) });

const toRelation = (facts: Facts): Relation => ({
  active: facts.active,
  blocked: facts.viewerBlocks || facts.blocksViewer,
  viewerBlocks: facts.viewerBlocks,
  viewerFollows: facts.viewerFollows,
  followsViewer: facts.followsViewer,
  isViewer: facts.isViewer,
  isPrivate: facts.isPrivate,
  listsHidden: facts.listsHidden,
  viewerMutes: facts.viewerMutes,
});

/**
 * Every line is one probe of a unique index. `OFFSET 0` keeps the planner from reading a whole table into a hash instead,
 * which it does while tables are small, and goes on doing for as long as a prepared plan lives.
 */
const FACTS = `
  q.place::int AS place, p.user_id IS NOT DISTINCT FROM q.viewer_id AS "isViewer", p.status = 'ACTIVE' AS active,
  EXISTS (SELECT FROM blocks WHERE blocker_id = q.viewer_id AND blocked_id = p.user_id OFFSET 0) AS "viewerBlocks",
  EXISTS (SELECT FROM blocks WHERE blocker_id = p.user_id AND blocked_id = q.viewer_id OFFSET 0) AS "blocksViewer",
  EXISTS (SELECT FROM follows WHERE follower_id = q.viewer_id AND followee_id = p.user_id OFFSET 0) AS "viewerFollows",
  EXISTS (SELECT FROM follows WHERE follower_id = p.user_id AND followee_id = q.viewer_id OFFSET 0) AS "followsViewer",
  p.is_private AS "isPrivate", p.hides_follow_lists AS "listsHidden",
  EXISTS (SELECT FROM mutes WHERE muter_id = q.viewer_id AND muted_id = p.user_id AND until > now() OFFSET 0) AS "viewerMutes"`;

const OF_PAIRS = 'FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS q(viewer_id, user_id, place) JOIN profiles p ON p.user_id = q.user_id';
const SKELETONS = `SELECT p.user_id AS "userId", p.rev, ${FACTS} ${OF_PAIRS}`;
const PEOPLE = `SELECT ${PROFILE_COLUMNS}, ${FACTS} ${OF_PAIRS}`;
const BY_USERNAME = `
  SELECT ${PROFILE_COLUMNS}, ${FACTS}
  FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS q(viewer_id, username_key, place) JOIN profiles p ON p.username_key = q.username_key`;
