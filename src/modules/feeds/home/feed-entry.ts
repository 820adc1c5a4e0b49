import { type Id, idFromBytes, idToBytes, type PostId, type PostRef, type UserId } from '../../../kernel/ids.js';

/**
 * A place in a home feed: a post at its own (the position is the post's id), or a repost of it (the position is the
 * repost's). What is shown there is decided when it is read; an entry too many does no harm, one too few is a lost post.
 */
export interface FeedEntry {
  readonly position: Id;
  readonly post: PostRef;
  /** Who has reposted it; null for the post itself. */
  readonly reposterId: UserId | null;
}

export const postEntry = (post: PostRef): FeedEntry => ({ position: post.id, post, reposterId: null });

export const repostEntry = (repost: { readonly id: Id; readonly reposterId: UserId; readonly postId: PostId; readonly postAuthorId: UserId }): FeedEntry => ({
  position: repost.id,
  post: { authorId: repost.postAuthorId, id: repost.postId },
  reposterId: repost.reposterId,
});

/** Newest first. Positions are ids, and no two things have the same. */
export const byPosition = (one: FeedEntry, other: FeedEntry): number => (one.position < other.position ? 1 : one.position > other.position ? -1 : 0);

/**
 * An entry as a member of a timeline: bytes whose order is the order of positions. 32 of them for a post (id, author), 64
 * for a repost (id, reposter, post, its author).
 */
export const encodeEntry = ({ position, post, reposterId }: FeedEntry): Buffer =>
  Buffer.from((reposterId === null ? position + post.authorId : position + reposterId + post.id + post.authorId).replaceAll('-', ''), 'hex');

/** The entry in a member, or null where it is none of ours. */
export function decodeEntry(member: Buffer): FeedEntry | null {
  const ids: Id[] = [];
  for (let start = 0; start < member.length; start += 16) {
    const id = idFromBytes(member.subarray(start, start + 16));
    if (!id) return null;
    ids.push(id);
  }
  if (ids.length === 2) return postEntry({ id: ids[0]!, authorId: ids[1]! });
  return ids.length === 4 ? repostEntry({ id: ids[0]!, reposterId: ids[1]!, postId: ids[2]!, postAuthorId: ids[3]! }) : null;
}

/** The 16 bytes of a position; of nothing those that are lower than any. */
export const positionBytes = (position: Id | null): Buffer => (position === null ? NOWHERE : idToBytes(position));

const NOWHERE = Buffer.alloc(16);
