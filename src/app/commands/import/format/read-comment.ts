import { textProblems } from '../../../../modules/posts/index.js';
import { BadLine } from './bad-line.js';
import type { Fields } from './fields.js';
import type { Mint, ReadContext, ReadRow } from './read-line.js';

/** A comment on a post, or an answer to another comment of the same post. */
export function readComment(fields: Fields, mint: Mint, context: ReadContext): ReadRow {
  const sourceId = fields.id('id');
  const text = fields.text('text');
  const [problem] = textProblems(text, context.maxCommentLength, false);
  if (problem) throw new BadLine(`"text" is refused: ${problem.message}`);
  const parent = fields.idOrNull('parentCommentId');
  if (parent === sourceId) throw new BadLine('a comment does not answer itself');
  fields.ignore('depth'); // Counted anew from the parents.
  return {
    sourceId,
    plazaId: mint(fields.date('createdAt'), sourceId),
    person: fields.id('authorId'),
    subject: fields.id('postId'),
    subjectKind: 'post',
    parent,
    body: { text },
  };
}
