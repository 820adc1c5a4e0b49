import type { DeletionStep } from '../../../kernel/deletion.js';
import type { Postgres } from '../../../platform/postgres/postgres.js';

const BATCH = 5_000;

/** The import's part in deleting an account: the sources of a person's rows, their ids in the source, and what waits to be imported. */
export function forgetImports(postgres: Postgres): DeletionStep {
  return {
    name: 'imports',
    order: 200,
    async run(userId) {
      for (const [name, sql] of Object.entries(FORGET)) {
        while ((await postgres.query(`import.forget-${name}`, sql, [userId, BATCH])).length === BATCH);
      }
    },
  };
}

const FORGET = {
  staged: `
    DELETE FROM import_staging WHERE (source, kind, line) IN (
      SELECT source, kind, line FROM import_staging
      WHERE person_id = $1 OR (kind = 'user' AND plaza_id = $1) OR (kind = 'follow' AND subject_id = $1) LIMIT $2) RETURNING 1`,
  sources: `DELETE FROM import_sources WHERE plaza_id IN (SELECT plaza_id FROM import_sources WHERE owner_id = $1 LIMIT $2) RETURNING 1`,
  ids: `
    DELETE FROM import_ids WHERE (source, kind, source_id) IN (
      SELECT source, kind, source_id FROM import_ids WHERE owner_id = $1 OR followee_id = $1 LIMIT $2) RETURNING 1`,
};
