import { pairKey, type ViewerPair } from '../../kernel/access.js';
import type { Id, UserId } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import type { ListedRow } from './follow-list.store.js';
import { FollowRequestEntity } from './follow-request.entity.js';
import { latestOf, latestOfMillions, removeSomeOf, valuesOf } from './own-lists.js';

/** Which of two have asked to follow the other, who has not answered. */
export interface Asked {
  readonly byViewer: boolean;
  readonly ofViewer: boolean;
}

export const NOBODY_ASKED: Asked = Object.freeze({ byViewer: false, ofViewer: false });

export interface RequestPair {
  readonly requesterId: UserId;
  readonly targetId: UserId;
}

/** Every statement on `follow_requests`. */
export class FollowRequestStore {
  constructor(private readonly postgres: Postgres) {}

  async insert(tx: PgTx, id: Id, { requesterId, targetId }: RequestPair): Promise<void> {
    await tx.insert(FollowRequestEntity, { id, requesterId, targetId });
  }

  async remove(tx: PgTx, { requesterId, targetId }: RequestPair): Promise<void> {
    await tx.delete(FollowRequestEntity, { requesterId, targetId });
  }

  /** Between viewers and people, by `pairKey`; where nobody has asked there is nothing in the Map. */
  async between(pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, Asked>> {
    const rows = await this.postgres.query<ViewerPair & Asked>('follow-requests.between', BETWEEN, columnsOf(pairs));
    return new Map(rows.map((row) => [pairKey(row), row]));
  }

  /** As this transaction sees it. */
  async betweenIn(tx: PgTx, viewerId: UserId, userId: UserId): Promise<Asked> {
    const [row] = await tx.query<Asked[]>(BETWEEN, columnsOf([{ viewerId, userId }]));
    return row ?? NOBODY_ASKED;
  }

  /** Who waits for this person's answer, the latest first. */
  received(userId: UserId, request: PageRequest): Promise<ListedRow[]> {
    return this.postgres.query<ListedRow>('follow-requests.received', RECEIVED, valuesOf(userId, request));
  }

  /** Whose answer this person waits for, the latest first. */
  sent(userId: UserId, request: PageRequest): Promise<ListedRow[]> {
    return this.postgres.query<ListedRow>('follow-requests.sent', SENT, valuesOf(userId, request));
  }

  /** Removes up to `batch` requests of or to a person; gives how many. */
  async removeSome(tx: PgTx, userId: UserId, batch: number): Promise<number> {
    const rows: unknown[] = await tx.query(REMOVE_SOME, [userId, batch]);
    return rows.length;
  }
}

const columnsOf = (pairs: readonly ViewerPair[]): unknown[] => [pairs.map((pair) => pair.viewerId), pairs.map((pair) => pair.userId)];

/** `OFFSET 0`: as in the relation store. */
const BETWEEN = `
  SELECT * FROM (
    SELECT q.viewer_id AS "viewerId", q.user_id AS "userId",
      EXISTS (SELECT FROM follow_requests WHERE requester_id = q.viewer_id AND target_id = q.user_id OFFSET 0) AS "byViewer",
      EXISTS (SELECT FROM follow_requests WHERE requester_id = q.user_id AND target_id = q.viewer_id OFFSET 0) AS "ofViewer"
    FROM unnest($1::uuid[], $2::uuid[]) AS q(viewer_id, user_id)
  ) AS asked WHERE "byViewer" OR "ofViewer"`;

const RECEIVED = latestOfMillions('follow_requests', 'target_id', 'requester_id AS "userId"');
const SENT = latestOf('follow_requests', 'requester_id', 'target_id AS "userId"');

const REMOVE_SOME = removeSomeOf('follow_requests', 'requester_id', 'target_id');
