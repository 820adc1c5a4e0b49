import type { Postgres } from '../../../platform/postgres/postgres.js';
import { FILE_OF, type Kind } from './format/kinds.js';

/** A reference from lines of one kind to those of another; `field` is its name in the file. */
export interface Reference {
  readonly column: 'person' | 'subject';
  readonly target: Kind;
  readonly field: string;
}

/** Finds what the lines of a kind refer to. A line that refers to nothing, or to a bad line, is bad as well. */
export async function checkReference(postgres: Postgres, source: string, kind: Kind, { column, target, field }: Reference): Promise<void> {
  const sees = column === 'person' ? '' : 'AND s.subject_kind = $3';
  await postgres.query(`import.resolve-${column}-${target}`, resolve(column, target, sees), [source, kind, target]);
  await postgres.query(`import.unresolved-${column}`, unresolved(column, sees), [source, kind, target, field, FILE_OF[target]]);
}

/** What is found beside the id: the post of a subject, whose shard what is written about it belongs to. */
function found(column: string, target: Kind): string {
  if (column === 'person') return 'person_id = target.plaza_id';
  const subject = 'subject_id = target.plaza_id, subject_is_earlier = target.earlier';
  if (target === 'post') return `${subject}, post_id = target.plaza_id, post_author_id = target.owner_id`;
  return target === 'comment' ? `${subject}, post_id = target.post_id, post_author_id = target.post_author_id` : subject;
}

const resolve = (column: string, target: Kind, sees: string): string => `
  UPDATE import_staging s SET ${found(column, target)}
  FROM (
    SELECT source_id, plaza_id, person_id AS owner_id, post_id, post_author_id, false AS earlier
    FROM import_staging WHERE source = $1 AND kind = $3 AND state = 'NEW'
    UNION ALL
    SELECT source_id, plaza_id, owner_id, NULL, NULL, true FROM import_ids WHERE source = $1 AND kind = $3
  ) AS target
  WHERE s.source = $1 AND s.kind = $2 AND s.state = 'NEW' AND s.${column} = target.source_id ${sees}`;

const unresolved = (column: string, sees: string): string => `
  UPDATE import_staging s SET state = 'BAD', reason = '"' || $4::text || '" ' || s.${column} || coalesce(
    (SELECT ' stands on a rejected line (' || $5::text || ', line ' || min(b.line) || ')' FROM import_staging b
     WHERE b.source = $1 AND b.kind = $3 AND b.state = 'BAD' AND b.source_id = s.${column} HAVING count(*) > 0),
    ' is not in ' || $5::text)
  WHERE s.source = $1 AND s.kind = $2 AND s.state = 'NEW' AND s.${column}_id IS NULL ${sees}`;
