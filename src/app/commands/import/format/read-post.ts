import { mediaProblems, toMedia } from '../../../../modules/media/index.js';
import { PostVisibility, textProblems, toText } from '../../../../modules/posts/index.js';
import { BadLine } from './bad-line.js';
import type { Fields } from './fields.js';
import type { Mint, ReadContext, ReadRow } from './read-line.js';

const VISIBILITIES = Object.keys(PostVisibility) as PostVisibility[];

/** A post with a text, a picture known by its name, or both. */
export function readPost(fields: Fields, mint: Mint, context: ReadContext): ReadRow {
  const sourceId = fields.id('id');
  const person = fields.id('authorId');
  const imageFile = fields.textOrNull('imageFile');
  const media = imageFile === null ? [] : [{ name: imageFile }];
  const text = fields.textOrNull('text');
  const [problem] = [...textProblems(text, context.maxPostLength, media.length > 0), ...mediaProblems(media)];
  if (problem) throw new BadLine(`"${problem.field === 'media' ? 'imageFile' : 'text'}" is refused: ${problem.message}`);
  const visibility = fields.choice('visibility', VISIBILITIES, 'PUBLIC');
  return { sourceId, plazaId: mint(fields.date('createdAt'), sourceId), person, body: { text: toText(text), media: toMedia(media), visibility } };
}
