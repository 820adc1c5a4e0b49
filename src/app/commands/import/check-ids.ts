import type { Postgres } from '../../../platform/postgres/postgres.js';
import { type Kind, KINDS } from './format/kinds.js';

const REPEATS: Record<Kind, string> = {
  user: 'the same id as',
  follow: 'the same follow as',
  post: 'the same id as',
  comment: 'the same id as',
  like: 'the same person and message as',
};

/** Finds lines that repeat another, and those that were imported before; a statement over the whole table each. */
export async function checkIds(postgres: Postgres, source: string): Promise<void> {
  for (const kind of KINDS) {
    await postgres.query('import.repeated-ids', REPEATED, [source, kind, REPEATS[kind]]);
    await postgres.query('import.known', KNOWN, [source, kind]);
    await postgres.query('import.changed-dates', CHANGED_DATES, [source, kind]);
  }
}

const REPEATED = `
  UPDATE import_staging s SET state = 'BAD', reason = $3::text || ' line ' || ranked.first
  FROM (SELECT line, first_value(line) OVER (PARTITION BY source_id ORDER BY line) AS first
        FROM import_staging WHERE source = $1 AND kind = $2 AND state = 'NEW') AS ranked
  WHERE s.source = $1 AND s.kind = $2 AND s.line = ranked.line AND ranked.line <> ranked.first`;

// The id is minted from source, id and date: the same three, the same id.
const KNOWN = `
  UPDATE import_staging s SET state = 'KNOWN' FROM import_ids i
  WHERE s.source = $1 AND s.kind = $2 AND s.state = 'NEW'
    AND i.source = s.source AND i.kind = s.kind AND i.source_id = s.source_id AND i.plaza_id = s.plaza_id`;

const CHANGED_DATES = `
  UPDATE import_staging s SET state = 'BAD',
    reason = 'this was imported before with another "createdAt"; if it comes from another network, name that with --source'
  FROM import_ids i
  WHERE s.source = $1 AND s.kind = $2 AND s.state = 'NEW' AND i.source = s.source AND i.kind = s.kind AND i.source_id = s.source_id`;
