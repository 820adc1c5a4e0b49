import type { DeletionStep } from '../../kernel/deletion.js';
import type { Mongo } from '../mongo/mongo.js';
import type { Postgres } from '../postgres/postgres.js';

export const KEY_LIFETIME_MS = 24 * 3_600_000;
const BATCH = 5_000;

/** Forgets idempotency keys that were kept before `before`, in both stores, a batch at a time. */
export async function purgeKeys(postgres: Postgres, mongo: Mongo, before: Date): Promise<void> {
  const kept = mongo.collection('idempotency');
  for (;;) {
    const rows = await postgres.query('outbox.purge-keys', PURGE, [before, BATCH]);
    if (rows.length < BATCH) break;
  }
  await kept.deleteMany({ createdAt: { $lt: before } });
}

/** Forgets all keys of a person whose account is deleted, in both stores. */
export function forgetKeys(postgres: Postgres, mongo: Mongo): DeletionStep {
  return {
    name: 'idempotency-keys',
    order: 900,
    async run(userId) {
      await postgres.query('outbox.forget-keys', 'DELETE FROM idempotency WHERE viewer_id = $1', [userId]);
      await mongo.collection('idempotency').deleteMany({ viewerId: userId });
    },
  };
}

const PURGE = `
  DELETE FROM idempotency WHERE (viewer_id, mutation, key) IN
    (SELECT viewer_id, mutation, key FROM idempotency WHERE created_at < $1 LIMIT $2)
  RETURNING 1`;
