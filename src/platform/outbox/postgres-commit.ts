import type { Commit } from '../../kernel/commit.js';
import type { PgTx, Postgres } from '../postgres/postgres.js';
import { type CommitDeps, type KeptResult, StoreCommit } from './store-commit.js';

/** The commit point of what Postgres owns. */
export function createPostgresCommit(deps: CommitDeps & { readonly postgres: Postgres }): Commit<PgTx> {
  const { postgres } = deps;
  return new StoreCommit<PgTx>(
    {
      transaction: (work) => postgres.transaction(work),
      // Within a transaction on its own connection: ten that asked the pool for another would wait for each other.
      async findKept({ viewerId, mutation, key }, tx) {
        const values = [viewerId, mutation, key];
        const rows = tx ? await tx.query<KeptResult[]>(FIND, values) : await postgres.query<KeptResult>('outbox.find-kept', FIND, values);
        return rows[0] ?? null;
      },
      // The unique violation comes only once the other has committed, so that its result can be read then.
      async keep(tx, { viewerId, mutation, key, inputHash, result, createdAt }) {
        await tx.query(KEEP, [viewerId, mutation, key, inputHash, JSON.stringify(result), createdAt]);
      },
      // Whoever has kept it is seen by then.
      isKeptByAnother: () => false,
    },
    deps,
  );
}

const FIND = `
  SELECT viewer_id AS "viewerId", mutation, key, input_hash AS "inputHash", result, created_at AS "createdAt"
  FROM idempotency WHERE viewer_id = $1 AND mutation = $2 AND key = $3`;

const KEEP = `
  INSERT INTO idempotency (viewer_id, mutation, key, input_hash, result, created_at) VALUES ($1, $2, $3, $4, $5, $6)`;
