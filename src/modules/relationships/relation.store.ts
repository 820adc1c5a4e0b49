import { NO_RELATION, pairKey, type Relation, type ViewerPair } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { type PeopleSource, type Person, type PersonSkeleton, type Profile, PROFILE_COLUMNS, type UsernamePair, usernamePairKey } from '../profiles/index.js';

export type { PgTx as Tx } from '../../platform/postgres/postgres.js';

interface Facts {
  readonly userId: UserId;
  readonly viewerId: UserId | null;
  readonly active: boolean;
  readonly viewerBlocks: boolean;
  readonly blocksViewer: boolean;
  readonly viewerFollows: boolean;
  readonly followsViewer: boolean;
  readonly isPrivate: boolean;
  readonly listsHidden: boolean;
  readonly viewerMutes: boolean;
}

/** What stands between viewers and people: one statement for any number of pairs, always on the primary. */
export class RelationStore implements PeopleSource {
  constructor(private readonly postgres: Postgres) {}

  async relations(pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, Relation>> {
    const skeletons = await this.skeletons(pairs);
    return new Map([...skeletons].map(([key, { relation }]) => [key, relation]));
  }

  async skeletons(pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, PersonSkeleton>> {
    const rows = await this.postgres.query<Facts & { rev: number }>('relations.skeletons', SKELETONS, columnsOf(pairs));
    return new Map(rows.map((row) => [pairKey(row), { userId: row.userId, rev: row.rev, relation: toRelation(row) }]));
  }

  async people(pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, Person>> {
    const rows = await this.postgres.query<Facts & Profile>('relations.people', PEOPLE, columnsOf(pairs));
    return new Map(rows.map((row) => [pairKey(row), { profile: row, relation: toRelation(row) }]));
  }

  async peopleByUsername(names: readonly UsernamePair[]): Promise<ReadonlyMap<string, Person>> {
    const values = [names.map((name) => name.viewerId), names.map((name) => name.usernameKey)];
    const rows = await this.postgres.query<Facts & Profile & { usernameKey: string }>('relations.people-by-username', BY_USERNAME, values);
    return new Map(rows.map((row) => [usernamePairKey(row), { profile: row, relation: toRelation(row) }]));
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

const toRelation = (facts: Facts): Relation => ({
  active: facts.active,
  blocked: facts.viewerBlocks || facts.blocksViewer,
  viewerBlocks: facts.viewerBlocks,
  viewerFollows: facts.viewerFollows,
  followsViewer: facts.followsViewer,
  isViewer: facts.viewerId === facts.userId,
  isPrivate: facts.isPrivate,
  listsHidden: facts.listsHidden,
  viewerMutes: facts.viewerMutes,
});

/**
 * Every line is one probe of a unique index. `OFFSET 0` keeps the planner from reading a whole table into a hash instead,
 * which it does while tables are small, and goes on doing for as long as a prepared plan lives.
 */
const FACTS = `
  q.viewer_id AS "viewerId", p.status = 'ACTIVE' AS active,
  EXISTS (SELECT FROM blocks WHERE blocker_id = q.viewer_id AND blocked_id = p.user_id OFFSET 0) AS "viewerBlocks",
  EXISTS (SELECT FROM blocks WHERE blocker_id = p.user_id AND blocked_id = q.viewer_id OFFSET 0) AS "blocksViewer",
  EXISTS (SELECT FROM follows WHERE follower_id = q.viewer_id AND followee_id = p.user_id OFFSET 0) AS "viewerFollows",
  EXISTS (SELECT FROM follows WHERE follower_id = p.user_id AND followee_id = q.viewer_id OFFSET 0) AS "followsViewer",
  p.is_private AS "isPrivate", p.hides_follow_lists AS "listsHidden",
  EXISTS (SELECT FROM mutes WHERE muter_id = q.viewer_id AND muted_id = p.user_id AND until > now() OFFSET 0) AS "viewerMutes"`;

const OF_PAIRS = 'FROM unnest($1::uuid[], $2::uuid[]) AS q(viewer_id, user_id) JOIN profiles p ON p.user_id = q.user_id';
const SKELETONS = `SELECT p.user_id AS "userId", p.rev, ${FACTS} ${OF_PAIRS}`;
const PEOPLE = `SELECT ${PROFILE_COLUMNS}, ${FACTS} ${OF_PAIRS}`;
const BY_USERNAME = `
  SELECT ${PROFILE_COLUMNS}, q.username_key AS "usernameKey", ${FACTS}
  FROM unnest($1::uuid[], $2::text[]) AS q(viewer_id, username_key) JOIN profiles p ON p.username_key = q.username_key`;
