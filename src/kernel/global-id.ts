import { notFound } from './errors.js';
import { type CommentRef, type Id, idFromBytes, type PostRef, type UserId } from './ids.js';

/**
 * Global ids (Relay's Object Identification): one letter for the type, then the ids that find the row's shard, 16 bytes
 * each, in base64url. Clients must treat them as opaque. What can't be decoded is null here and *absent* to a client.
 */
export type GlobalRef =
  | { readonly type: 'User'; readonly ref: UserId }
  | { readonly type: 'Post'; readonly ref: PostRef }
  | { readonly type: 'Comment'; readonly ref: CommentRef }
  | { readonly type: 'Job'; readonly ref: Id };

/** The letters in ASCII, in hexadecimal. */
const LETTER_BYTES = { U: '55', P: '50', C: '43', J: '4a' } as const;
type Letter = keyof typeof LETTER_BYTES;

export const encodeUserId = (id: UserId): string => encode('U', id);
export const encodePostId = (ref: PostRef): string => encode('P', ref.authorId + ref.id);
export const encodeCommentId = (ref: CommentRef): string => encode('C', ref.postAuthorId + ref.postId + ref.id);

export const encodeJobId = (id: Id): string => encode('J', id);

/** The longest global id is a comment's: 49 bytes, 66 characters. Anything longer is not read at all. */
const MAX_LENGTH = 66;

export function decodeGlobalId(text: string): GlobalRef | null {
  if (text.length > MAX_LENGTH) return null;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) return null;
  const ids = readIds(bytes.subarray(1));
  if (!ids) return null;
  switch (String.fromCharCode(bytes[0] ?? 0)) {
    case 'U':
      return ids.length === 1 ? { type: 'User', ref: ids[0]! } : null;
    case 'P':
      return ids.length === 2 ? { type: 'Post', ref: { authorId: ids[0]!, id: ids[1]! } } : null;
    case 'C':
      return ids.length === 3
        ? { type: 'Comment', ref: { postAuthorId: ids[0]!, postId: ids[1]!, id: ids[2]! } }
        : null;
    case 'J':
      return ids.length === 1 ? { type: 'Job', ref: ids[0]! } : null;
    default:
      return null;
  }
}

export function decodeUserId(text: string): UserId | null {
  const decoded = decodeGlobalId(text);
  return decoded?.type === 'User' ? decoded.ref : null;
}

export function decodePostId(text: string): PostRef | null {
  const decoded = decodeGlobalId(text);
  return decoded?.type === 'Post' ? decoded.ref : null;
}

export function decodeCommentId(text: string): CommentRef | null {
  const decoded = decodeGlobalId(text);
  return decoded?.type === 'Comment' ? decoded.ref : null;
}

export function decodeJobId(text: string): Id | null {
  const decoded = decodeGlobalId(text);
  return decoded?.type === 'Job' ? decoded.ref : null;
}

/** The person that a client names; NOT_FOUND for what names nobody. */
export const userIdOrNotFound = (text: string): UserId => decodeUserId(text) ?? fail();
/** The post that a client names; NOT_FOUND for what names none. */
export const postRefOrNotFound = (text: string): PostRef => decodePostId(text) ?? fail();

function fail(): never {
  throw notFound();
}

/** By way of one hexadecimal text, since a page encodes a hundred of them and each buffer costs more than its text. */
function encode(letter: Letter, ids: string): string {
  return Buffer.from(LETTER_BYTES[letter] + ids.replaceAll('-', ''), 'hex').toString('base64url');
}

function readIds(bytes: Buffer): Id[] | null {
  if (bytes.length === 0 || bytes.length % 16 !== 0) return null;
  const ids: Id[] = [];
  for (let start = 0; start < bytes.length; start += 16) {
    const id = idFromBytes(bytes.subarray(start, start + 16));
    if (!id) return null;
    ids.push(id);
  }
  return ids;
}
