import { BadLine } from './bad-line.js';
import type { Fields } from './fields.js';
import type { Mint, ReadRow } from './read-line.js';

/** One person follows another. */
export function readFollow(fields: Fields, mint: Mint): ReadRow {
  const [person, subject] = [fields.id('followerId'), fields.id('followeeId')];
  if (person === subject) throw new BadLine('nobody follows themselves');
  const sourceId = JSON.stringify([person, subject]);
  return { sourceId, plazaId: mint(fields.date('createdAt'), sourceId), person, subject, subjectKind: 'user', body: {} };
}
