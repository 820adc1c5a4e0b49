import { BEFORE_ALL, BEHIND_ALL, type Id } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';

/**
 * A statement that reads what one person has made of their own, which are thousands at most, the latest first, from `$2` on, at
 * most `$3` rows. A range would make the unique pair's index tempting, in which the owner stands first.
 */
export const latestOf = (table: string, owner: string, columns: string, also = ''): string => `
  SELECT id, ${columns} FROM ${table} WHERE ${owner} = $1::uuid AND id < $2::uuid ${also} ORDER BY id DESC LIMIT $3`;

/**
 * The same of what others have made, who may be millions. Said as a range of the index on (owner, id): an equality invites the
 * planner to take the list for a short one, which it reads whole and sorts.
 */
export const latestOfMillions = (table: string, owner: string, columns: string): string => `
  SELECT id, ${columns} FROM ${table}
  WHERE (${owner}, id) < ($1::uuid, $2::uuid) AND (${owner}, id) >= ($1::uuid, '${BEFORE_ALL}'::uuid)
  ORDER BY ${owner} DESC, id DESC LIMIT $3`;

/** Removes up to `$2` rows in which one of the columns names the person `$1`; gives their ids. Each column has an index. */
export const removeSomeOf = (table: string, ...columns: readonly string[]): string => `
  WITH doomed AS (${columns.map((column) => `(SELECT id FROM ${table} WHERE ${column} = $1 LIMIT $2)`).join(' UNION ')}), removed AS (
    DELETE FROM ${table} USING doomed WHERE ${table}.id = doomed.id RETURNING ${table}.id
  ) SELECT id FROM removed`;

/** Removes up to `$1` rows whose `until` is past; gives their ids. */
export const purgeEnded = (table: string): string => `
  DELETE FROM ${table} USING (SELECT id FROM ${table} WHERE until <= now() LIMIT $1) AS ended WHERE ${table}.id = ended.id RETURNING ${table}.id`;

/** The values of such a statement; one row more than the page has, which says whether there are more. */
export const valuesOf = (ownerId: Id, { after, size }: PageRequest): unknown[] => [ownerId, after ?? BEHIND_ALL, size + 1];
