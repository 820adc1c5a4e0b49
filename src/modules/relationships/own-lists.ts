import type { Id } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';

const NEWEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const OLDEST = '00000000-0000-0000-0000-000000000000';

/**
 * A statement that reads one person's list, the latest first, from `$2` on, at most `$3` rows. Said as a range of the index
 * on (owner, id): an equality invites the planner to take the list for a short one, which it reads whole and sorts.
 */
export const latestOf = (table: string, owner: string, columns: string, also = ''): string => `
  SELECT id, ${columns} FROM ${table}
  WHERE (${owner}, id) < ($1::uuid, $2::uuid) AND (${owner}, id) >= ($1::uuid, '${OLDEST}'::uuid) ${also}
  ORDER BY ${owner} DESC, id DESC LIMIT $3`;

/** The values of such a statement; one row more than the page has, which says whether there are more. */
export const valuesOf = (ownerId: Id, { after, size }: PageRequest): unknown[] => [ownerId, after ?? NEWEST, size + 1];
