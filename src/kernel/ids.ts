import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/**
 * An id of anything Plaza keeps: a UUID version 7 (RFC 9562) in lower case, 36 characters. The first 48 bits are
 * milliseconds since 1970, so ids sort by time as text, as bytes and in every store, and `_id` order is feed order.
 */
export type Id = string;
export type UserId = Id;
export type PostId = Id;
export type CommentId = Id;
export type SessionId = Id;

/** Where a post lies: the shard is its author's, so an id alone would ask every shard. */
export interface PostRef {
  readonly authorId: UserId;
  readonly id: PostId;
}

/** Where a comment lies: with its post (`postId` is the shard key), whose own place it carries along. */
export interface CommentRef {
  readonly postAuthorId: UserId;
  readonly postId: PostId;
  readonly id: CommentId;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isId(text: unknown): text is Id {
  return typeof text === 'string' && ID.test(text);
}

/** Before all ids, and behind them: where reading by id begins. */
export const BEFORE_ALL: Id = '00000000-0000-0000-0000-000000000000';
export const BEHIND_ALL: Id = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A new id whose time is `at` (default: now). Ids minted by one process without `at` never go backwards. */
export function mintId(at?: Date): Id {
  return at ? v7({ msecs: at.getTime() }) : v7();
}

/**
 * The same id for the same time and seed, always: an import that crashed and starts again mints what it minted before.
 * `seed` names the thing in its source ("network-7/post/42").
 */
export function mintIdFrom(at: Date, seed: string): Id {
  const random = createHash('sha256').update(seed).digest();
  return v7({ msecs: at.getTime(), random: random.subarray(0, 16), seq: random.readUInt32BE(16) });
}

/** When an id was minted, to the millisecond. */
export function timeOf(id: Id): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/** The 16 bytes of an id, for compact cursors and global ids. */
export function idToBytes(id: Id): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The id in 16 bytes, or null where they are not one of ours. */
export function idFromBytes(bytes: Uint8Array): Id | null {
  if (bytes.length !== 16) return null;
  const hex = Buffer.from(bytes).toString('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return isId(id) ? id : null;
}
