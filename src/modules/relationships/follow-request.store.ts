import type { Id, UserId } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import type { ListedRow } from './follow-list.store.js';
import { FollowRequestEntity } from './follow-request.entity.js';
import { latestOf, latestOfMillions, removeSomeOf, valuesOf } from './own-lists.js';

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

const RECEIVED = latestOfMillions('follow_requests', 'target_id', 'requester_id AS "userId"');
const SENT = latestOf('follow_requests', 'requester_id', 'target_id AS "userId"');

const REMOVE_SOME = removeSomeOf('follow_requests', 'requester_id', 'target_id');
