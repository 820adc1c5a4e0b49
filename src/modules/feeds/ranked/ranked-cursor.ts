import { badInput } from '../../../kernel/errors.js';
import { type Id, idFromBytes, idToBytes } from '../../../kernel/ids.js';

/** A place in a ranked feed: behind the first `seen` items of a ranking. */
export interface RankedPlace {
  readonly rankingId: Id;
  readonly seen: number;
}

const LETTER = 'k'.charCodeAt(0);
const LENGTH = 1 + 16 + 2;

export function encodeRankedCursor({ rankingId, seen }: RankedPlace): string {
  const bytes = Buffer.alloc(LENGTH);
  bytes[0] = LETTER;
  idToBytes(rankingId).copy(bytes, 1);
  bytes.writeUInt16BE(seen, 17);
  return bytes.toString('base64url');
}

/** Whether a cursor claims to be one of a ranking; those of the chronological feed do not. */
export const isRankedCursor = (cursor: string): boolean => Buffer.from(cursor.slice(0, 4), 'base64url')[0] === LETTER;

/** The place in a cursor, or BAD_USER_INPUT naming `argument`. */
export function decodeRankedCursor(cursor: string, argument: string): RankedPlace {
  const bytes = cursor.length <= 32 ? Buffer.from(cursor, 'base64url') : Buffer.alloc(0);
  const rankingId = bytes.length === LENGTH ? idFromBytes(bytes.subarray(1, 17)) : null;
  if (!rankingId || bytes[0] !== LETTER || bytes.toString('base64url') !== cursor) throw badInput(argument, `"${argument}" is not a cursor of this list.`);
  return { rankingId, seen: bytes.readUInt16BE(17) };
}
