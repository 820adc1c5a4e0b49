import type { SealedBox } from '../../../../platform/sealed-box.js';
import { type Id, mintIdFrom } from '../../../../kernel/ids.js';
import { BadLine } from './bad-line.js';
import { Fields } from './fields.js';
import { FORMAT_VERSION, type Kind } from './kinds.js';
import { readComment } from './read-comment.js';
import { readFollow } from './read-follow.js';
import { readLike } from './read-like.js';
import { readPost } from './read-post.js';
import { readUser } from './read-user.js';
import type { StagedLine } from './staged-line.js';

/** What reading a line needs to know besides the line. */
export interface ReadContext {
  readonly source: string;
  /** Nothing may be younger. */
  readonly now: Date;
  readonly maxPostLength: number;
  readonly maxCommentLength: number;
  /** Seals what Plaza has no place for. */
  readonly box: SealedBox;
  /** Seals an address the way accounts keep it; null where it is none. */
  sealEmail(userId: Id, email: string): { readonly cipher: Buffer; readonly hash: Buffer } | null;
}

/** The part of a line that differs from kind to kind. */
export type ReadRow = Omit<StagedLine, 'sealed'>;

/** Gives the id for the source's own id and date. */
export type Mint = (createdAt: Date, sourceId: string) => Id;

const READERS: Record<Kind, (fields: Fields, mint: Mint, context: ReadContext) => ReadRow> = {
  user: readUser,
  follow: readFollow,
  post: readPost,
  comment: readComment,
  like: readLike,
};

/** Reads one line of a file. Throws `BadLine` with the reason. */
export function readLine(kind: Kind, text: string, context: ReadContext): StagedLine {
  const record = parse(text);
  const version = record['formatVersion'] ?? FORMAT_VERSION;
  if (version !== FORMAT_VERSION) throw new BadLine(`the format version ${JSON.stringify(version)} is unknown; this Plaza reads version ${FORMAT_VERSION}`);
  const fields = new Fields(record, context.now);
  const row = READERS[kind](fields, (at, sourceId) => mintIdFrom(at, `${context.source}/${kind}/${sourceId}`), context);
  const rest = fields.leftOver();
  return { ...row, sealed: rest && context.box.seal(sourceLabel(kind, row.plazaId), JSON.stringify(rest)) };
}

/** What a sealed source belongs to; it opens under this label only. */
export const sourceLabel = (kind: Kind, plazaId: Id): string => `import-source:${kind}:${plazaId}`;

function parse(text: string): Record<string, unknown> {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    throw new BadLine('this is not JSON');
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) throw new BadLine('this is not a JSON object');
  return record as Record<string, unknown>;
}
