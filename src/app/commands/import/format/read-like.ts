import { REACTION_KINDS } from '../../../../modules/reactions/index.js';
import type { Fields } from './fields.js';
import type { Mint, ReadRow } from './read-line.js';

/** A reaction of one person to a post or a comment; a like where nothing else is said. */
export function readLike(fields: Fields, mint: Mint): ReadRow {
  const person = fields.id('userId');
  const subjectKind = fields.choice('targetType', ['post', 'comment']);
  const subject = fields.id('targetId');
  const kind = fields.choice('kind', REACTION_KINDS, 'LIKE');
  const sourceId = JSON.stringify([person, subjectKind, subject]);
  return { sourceId, plazaId: mint(fields.date('createdAt'), sourceId), person, subject, subjectKind, body: { kind } };
}
