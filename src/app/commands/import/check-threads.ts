import { MAX_DEPTH } from '../../../modules/comments/index.js';
import type { Postgres } from '../../../platform/postgres/postgres.js';

/**
 * Gives every comment its depth and its ancestors, a level of all threads per statement. What no level reaches is bad:
 * its parent is unknown, rejected or of another post, or the thread is too deep or runs in a circle. Parents that were
 * imported before have had their children placed already.
 */
export async function placeComments(postgres: Postgres, source: string): Promise<void> {
  await postgres.query('import.roots', ROOTS, [source]);
  for (let depth = 1; depth < MAX_DEPTH; depth++) {
    const [left] = await postgres.query<{ left: boolean }>('import.level', LEVEL, [source, depth]);
    if (!left?.left) break;
  }
  await postgres.query('import.lost-parents', LOST_PARENTS, [source]);
  await postgres.query('import.lost-descendants', LOST_DESCENDANTS, [source]);
  await postgres.query('import.unplaced', UNPLACED, [source, `the thread is deeper than ${MAX_DEPTH} or runs in a circle`]);
}

const ROOTS = `
  UPDATE import_staging SET depth = 1, ancestor_ids = '{}', ancestor_author_ids = '{}'
  WHERE source = $1 AND kind = 'comment' AND state = 'NEW' AND parent IS NULL`;

// The outer SELECT sees the table as it was: anything without a place before this level may have one now.
const LEVEL = `
  WITH placed AS (
    UPDATE import_staging s SET depth = p.depth + 1, parent_id = p.plaza_id,
      ancestor_ids = p.ancestor_ids || p.plaza_id, ancestor_author_ids = ARRAY(SELECT DISTINCT unnest(p.ancestor_author_ids || p.person_id))
    FROM import_staging p
    WHERE s.source = $1 AND s.kind = 'comment' AND s.state = 'NEW' AND s.depth IS NULL
      AND p.source = $1 AND p.kind = 'comment' AND p.state = 'NEW' AND p.depth = $2 AND p.source_id = s.parent AND p.post_id = s.post_id
    RETURNING 1
  )
  SELECT EXISTS (SELECT FROM import_staging WHERE source = $1 AND kind = 'comment' AND state = 'NEW' AND depth IS NULL)
    OR EXISTS (SELECT FROM placed) AS left`;

const LOST_PARENTS = `
  UPDATE import_staging s SET state = 'BAD', reason = '"parentCommentId" ' || s.parent || coalesce(
    (SELECT ' answers another post' FROM import_staging p
     WHERE p.source = $1 AND p.kind = 'comment' AND p.state = 'NEW' AND p.source_id = s.parent AND p.post_id <> s.post_id LIMIT 1),
    (SELECT ' stands on a rejected line (comments, line ' || min(b.line) || ')' FROM import_staging b
     WHERE b.source = $1 AND b.kind = 'comment' AND b.state = 'BAD' AND b.source_id = s.parent HAVING count(*) > 0),
    ' is not in comments')
  WHERE s.source = $1 AND s.kind = 'comment' AND s.state = 'NEW' AND s.depth IS NULL AND NOT EXISTS (
    SELECT FROM import_staging p
    WHERE p.source = $1 AND p.kind = 'comment' AND p.state = 'NEW' AND p.source_id = s.parent AND p.post_id = s.post_id)`;

const LOST_DESCENDANTS = `
  WITH RECURSIVE lost AS (
    SELECT line, source_id, 0 AS above FROM import_staging WHERE source = $1 AND kind = 'comment' AND state = 'BAD' AND source_id IS NOT NULL
    UNION
    SELECT s.line, s.source_id, lost.line FROM import_staging s JOIN lost ON s.parent = lost.source_id
    WHERE s.source = $1 AND s.kind = 'comment' AND s.state = 'NEW' AND s.depth IS NULL
  )
  UPDATE import_staging s SET state = 'BAD', reason = '"parentCommentId" ' || s.parent || ' stands on a rejected line (comments, line ' || lost.above || ')'
  FROM lost WHERE s.source = $1 AND s.kind = 'comment' AND s.line = lost.line AND s.state = 'NEW'`;

const UNPLACED = `
  UPDATE import_staging SET state = 'BAD', reason = $2
  WHERE source = $1 AND kind = 'comment' AND state = 'NEW' AND depth IS NULL`;
