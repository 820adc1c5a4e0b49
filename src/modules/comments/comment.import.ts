import type { AnyBulkWriteOperation } from 'mongodb';
import type { CommentId, PostId, UserId } from '../../kernel/ids.js';
import { insertMissing } from '../../platform/mongo/bulk.js';
import type { Mongo, MongoTx } from '../../platform/mongo/mongo.js';
import { type FindByUsername, readFacets } from '../posts/index.js';
import type { CommentRow } from './comment.entity.js';

/** Where a comment hangs; `ancestorAuthorIds` names each once. */
export type CommentPlace = Pick<CommentRow, 'postId' | 'postAuthorId' | 'parentId' | 'ancestorIds' | 'ancestorAuthorIds' | 'depth'>;

export interface ImportedComment extends CommentPlace {
  readonly id: CommentId;
  readonly authorId: UserId;
  readonly text: string;
  readonly createdAt: Date;
}

/** A comment with its counters, as they stand; `living` is false for a tombstone. */
export interface CountedComment {
  readonly id: CommentId;
  readonly postId: PostId;
  readonly parentId: CommentId | null;
  readonly ancestorIds: readonly CommentId[];
  readonly living: boolean;
  readonly replyCount: number;
  readonly livingDescendants: number;
  readonly reactionCounts: Readonly<Record<string, number>>;
}

export type CommentCounts = Pick<CountedComment, 'id' | 'postId' | 'replyCount' | 'livingDescendants' | 'reactionCounts'>;

const COUNTED = { postId: 1, parentId: 1, ancestorIds: 1, deletedAt: 1, replyCount: 1, livingDescendants: 1, reactionCounts: 1 } as const;

/** Writes comments in bulk, without events; counters are put right afterwards. */
export class CommentImport {
  constructor(
    private readonly mongo: Mongo,
    private readonly findByUsername: FindByUsername,
  ) {}

  private get comments() {
    return this.mongo.collection<CommentRow>('comments');
  }

  async insert(comments: readonly ImportedComment[]): Promise<void> {
    const rows = await Promise.all(comments.map(async ({ id, ...comment }): Promise<CommentRow> => {
      const facets = await readFacets(comment.text, this.findByUsername);
      return { _id: id, ...comment, facets, deletedAt: null, rev: 1, replyCount: 0, livingDescendants: 0, reactionCounts: {} };
    }));
    await insertMissing(this.mongo, 'comments', rows);
  }

  /** The comments that are there and not deleted, with the place of each. */
  async places(ids: readonly CommentId[]): Promise<ReadonlyMap<CommentId, CommentPlace & { readonly authorId: UserId }>> {
    const rows = await this.comments.find({ _id: { $in: [...ids] }, deletedAt: null }).toArray();
    return new Map(rows.map((row) => [row._id, { ...row, authorId: row.authorId! }]));
  }

  /** All comments of these posts, one after the other. */
  async *ofPosts(tx: MongoTx, postIds: readonly PostId[]): AsyncGenerator<CountedComment> {
    for await (const { _id, deletedAt, ...row } of this.comments.find({ postId: { $in: [...postIds] } }, { session: tx, projection: COUNTED })) {
      yield { ...row, id: _id, living: deletedAt === null };
    }
  }

  /** Sets counters, and raises `rev` with each. */
  async setCounts(tx: MongoTx, counts: readonly CommentCounts[]): Promise<void> {
    const writes = counts.map(({ id, postId, ...set }): AnyBulkWriteOperation<CommentRow> => ({
      updateOne: { filter: { _id: id, postId }, update: { $set: set, $inc: { rev: 1 } } },
    }));
    if (writes.length > 0) await this.comments.bulkWrite(writes, { session: tx });
  }
}
