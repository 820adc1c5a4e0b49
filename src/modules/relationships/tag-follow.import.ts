import type { UserId } from '../../kernel/ids.js';
import type { PgTx } from '../../platform/postgres/postgres.js';

export interface ImportedTagFollow {
  readonly userId: UserId;
  /** A key (`tagKey`). */
  readonly tag: string;
  readonly createdAt: Date;
}

/** Writes in bulk which tags people follow; what is followed already stays as it is. */
export class TagFollowImport {
  async insert(tx: PgTx, follows: readonly ImportedTagFollow[]): Promise<void> {
    await tx.query(INSERT, [follows.map(({ userId }) => userId), follows.map(({ tag }) => tag), follows.map(({ createdAt }) => createdAt)]);
  }
}

const INSERT = `
  INSERT INTO tag_follows (user_id, tag, created_at)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) ON CONFLICT DO NOTHING`;
