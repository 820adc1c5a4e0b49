import type { PostId, PostRef, UserId } from '../../kernel/ids.js';
import type { MediaItem } from '../media/index.js';
import type { Facet } from './read-facets.js';
import type { PostVisibility } from './post.policy.js';

/** A post as MongoDB keeps it, in the collection `posts`. Deleting removes it. */
export interface PostRow {
  readonly _id: PostId;
  readonly authorId: UserId;
  /** Null only where there are media. */
  readonly text: string | null;
  readonly facets: readonly Facet[];
  /** The keys (`tagKey`) of its hashtags, each once; absent where there is none. */
  readonly tags?: readonly string[];
  readonly media: readonly MediaItem[];
  readonly visibility: PostVisibility;
  readonly createdAt: Date;
  readonly editedAt: Date | null;
  /** Counts edits, from 1. */
  readonly version: number;
  /** Counts all changes that show, folded counters included. */
  readonly rev: number;
  /** Living comments at any depth; folded from deltas. */
  readonly commentCount: number;
  /** Reactions by kind; folded from deltas. A kind that never was is not there. */
  readonly reactionCounts: Readonly<Record<string, number>>;
  /** How many people have reposted it; folded from deltas, absent while nobody ever has. */
  readonly repostCount?: number;
}

/** What the rules need, read on every request; the rest may come from the entity cache under `rev`. */
export type PostSkeleton = Pick<PostRow, '_id' | 'authorId' | 'visibility' | 'tags' | 'rev'>;

/** A post out of an aggregate: the skeleton or the whole row, and what parts have put beside it. */
export type RawPost = PostSkeleton & { readonly [field: string]: unknown };

export const SKELETON_PROJECTION = { authorId: 1, visibility: 1, tags: 1, rev: 1 } as const;

export const isWholeRow = (raw: RawPost): boolean => raw['version'] !== undefined;

/** One text that names a post together with its shard, as a key of Maps and loaders. */
export const placeOf = ({ authorId, id }: PostRef): string => `${authorId}/${id}`;

export const refOf = (row: PostSkeleton): PostRef => ({ authorId: row.authorId, id: row._id });
