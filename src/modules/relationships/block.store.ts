import type { Id, UserId } from '../../kernel/ids.js';
import type { PgTx } from '../../platform/postgres/postgres.js';
import { BlockEntity } from './block.entity.js';
import { removeSomeOf } from './own-lists.js';

export interface BlockPair {
  readonly blockerId: UserId;
  readonly blockedId: UserId;
}

/** Every statement that writes blocks. */
export class BlockStore {
  async insert(tx: PgTx, id: Id, { blockerId, blockedId }: BlockPair): Promise<void> {
    await tx.insert(BlockEntity, { id, blockerId, blockedId });
  }

  async remove(tx: PgTx, { blockerId, blockedId }: BlockPair): Promise<void> {
    await tx.delete(BlockEntity, { blockerId, blockedId });
  }

  /** Removes up to `batch` blocks of or by a person; gives how many. */
  async removeSome(tx: PgTx, userId: UserId, batch: number): Promise<number> {
    const rows: unknown[] = await tx.query(REMOVE_SOME, [userId, batch]);
    return rows.length;
  }
}

const REMOVE_SOME = removeSomeOf('blocks', 'blocker_id', 'blocked_id');
