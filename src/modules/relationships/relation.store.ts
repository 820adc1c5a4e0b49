import { pairKey, type Relation, type ViewerPair } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { type PeopleSource, type Person, type PersonSkeleton, type Profile, PROFILE_COLUMNS, type UsernamePair, usernamePairKey } from '../profiles/index.js';
import { PAIRS, RELATION_COLUMNS, type RelationRow } from './relation.sql.js';

/** Whom a home feed is made of, and who is absent from everything the reader sees. */
export interface FeedPeople {
  /** Active people whom the reader follows. */
  readonly followeeIds: readonly UserId[];
  /** Blocked by the reader or blocking the reader. */
  readonly hiddenIds: readonly UserId[];
}

type PairRow = RelationRow & { readonly viewerId: UserId | null; readonly userId: UserId };

/** Every statement that asks what stands between people. Always the primary; lists of pairs in, a Map out. */
export class RelationStore implements PeopleSource {
  constructor(private readonly postgres: Postgres) {}

  /** Keyed by `pairKey`; who does not exist is not in the Map. */
  async relations(pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, Relation>> {
    const rows = await this.postgres.query<PairRow>('relations.of-pairs', RELATIONS, columnsOf(pairs));
    return new Map(rows.map((row) => [pairKey(row), relationOf(row)]));
  }

  /** One relation as the transaction sees it, for a decision that must hold until it commits; null where nobody is there. */
  async relationIn(tx: PgTx, viewerId: UserId, userId: UserId): Promise<Relation | null> {
    const [row] = await tx.query<PairRow[]>(RELATIONS, [[viewerId], [userId]]);
    return row ? relationOf(row) : null;
  }

  async people(pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, Person>> {
    const rows = await this.postgres.query<PairRow & Profile>('relations.people', PEOPLE, columnsOf(pairs));
    return new Map(rows.map((row) => [pairKey(row), personOf(row)]));
  }

  async skeletons(pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, PersonSkeleton>> {
    const rows = await this.postgres.query<PairRow & { rev: number }>('relations.skeletons', SKELETONS, columnsOf(pairs));
    return new Map(rows.map((row) => [pairKey(row), { userId: row.userId, rev: row.rev, relation: relationOf(row) }]));
  }

  async peopleByUsername(pairs: readonly UsernamePair[]): Promise<ReadonlyMap<string, Person>> {
    const columns = [pairs.map((pair) => pair.viewerId), pairs.map((pair) => pair.usernameKey)];
    const rows = await this.postgres.query<PairRow & Profile & { usernameKey: string }>('relations.people-by-username', BY_USERNAME, columns);
    return new Map(rows.map((row) => [usernamePairKey(row), personOf(row)]));
  }

  async feedPeople(readerId: UserId): Promise<FeedPeople> {
    const [row] = await this.postgres.query<FeedPeople>('relations.feed-people', FEED_PEOPLE, [readerId]);
    return row!;
  }
}

const columnsOf = (pairs: readonly ViewerPair[]) => [pairs.map((pair) => pair.viewerId), pairs.map((pair) => pair.userId)];

const relationOf = (row: RelationRow): Relation => ({
  active: row.active,
  blocked: row.viewerBlocks || row.blocksViewer,
  viewerBlocks: row.viewerBlocks,
  viewerFollows: row.viewerFollows,
  followsViewer: row.followsViewer,
  isViewer: row.isViewer,
});

const personOf = (row: PairRow & Profile): Person => ({ profile: row, relation: relationOf(row) });

const RELATIONS = `
  SELECT pair.viewer_id AS "viewerId", p.user_id AS "userId", ${RELATION_COLUMNS}
  FROM ${PAIRS} JOIN profiles p ON p.user_id = pair.user_id`;

const PEOPLE = `
  SELECT pair.viewer_id AS "viewerId", ${PROFILE_COLUMNS}, ${RELATION_COLUMNS}
  FROM ${PAIRS} JOIN profiles p ON p.user_id = pair.user_id`;

const SKELETONS = `
  SELECT pair.viewer_id AS "viewerId", p.user_id AS "userId", p.rev, ${RELATION_COLUMNS}
  FROM ${PAIRS} JOIN profiles p ON p.user_id = pair.user_id`;

const BY_USERNAME = `
  SELECT pair.viewer_id AS "viewerId", p.username_key AS "usernameKey", ${PROFILE_COLUMNS}, ${RELATION_COLUMNS}
  FROM unnest($1::uuid[], $2::text[]) AS pair (viewer_id, username_key) JOIN profiles p ON p.username_key = pair.username_key`;

const FEED_PEOPLE = `
  SELECT
    ARRAY(SELECT f.followee_id FROM follows f JOIN profiles p ON p.user_id = f.followee_id
          WHERE f.follower_id = $1 AND p.status = 'ACTIVE') AS "followeeIds",
    ARRAY(SELECT blocked_id FROM blocks WHERE blocker_id = $1
          UNION SELECT blocker_id FROM blocks WHERE blocked_id = $1) AS "hiddenIds"`;
