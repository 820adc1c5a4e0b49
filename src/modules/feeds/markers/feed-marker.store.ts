import type { Id, UserId } from '../../../kernel/ids.js';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';
import type { Marker } from '../home/home-circle.store.js';

export type { PgTx as Tx } from '../../../platform/postgres/postgres.js';

/** Every statement on `feed_markers` but that of the feed itself, which reads them along. */
export class FeedMarkerStore {
  constructor(private readonly postgres: Postgres) {}

  /** False where the marker stands there already, or further and is not forced back. */
  async put(tx: PgTx, userId: UserId, position: Id, at: Date, force: boolean): Promise<boolean> {
    const rows = await tx.query<unknown[]>(PUT, [userId, position, at, force]);
    return rows.length > 0;
  }

  async of(userId: UserId): Promise<Marker | null> {
    const [row] = await this.postgres.query<Marker>('feed-markers.of', 'SELECT position, updated_at AS "updatedAt" FROM feed_markers WHERE user_id = $1', [userId]);
    return row ?? null;
  }
}

const PUT = `
  INSERT INTO feed_markers (user_id, position, updated_at) VALUES ($1, $2, $3)
  ON CONFLICT (user_id) DO UPDATE SET position = EXCLUDED.position, updated_at = EXCLUDED.updated_at
  WHERE feed_markers.position < EXCLUDED.position OR ($4 AND feed_markers.position <> EXCLUDED.position)
  RETURNING user_id`;
