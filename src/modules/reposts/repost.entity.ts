import type { Id, PostId, UserId } from '../../kernel/ids.js';

/** A repost as MongoDB keeps it, in the collection `reposts`: one per person and post. */
export interface RepostRow {
  /** Its time is the repost's, and so its place in feeds. */
  readonly _id: Id;
  readonly reposterId: UserId;
  readonly postId: PostId;
  readonly postAuthorId: UserId;
  readonly createdAt: Date;
}

/** Where a repost lies: the shard is its reposter's. */
export interface RepostRef {
  readonly reposterId: UserId;
  readonly id: Id;
}

/** One person and one post that they may have reposted. */
export interface RepostPair {
  readonly reposterId: UserId;
  readonly postId: PostId;
}

export const repostPairKey = ({ reposterId, postId }: RepostPair): string => `${reposterId}/${postId}`;
