import type { AnyBulkWriteOperation } from 'mongodb';
import type { PostId, PostRef, UserId } from '../../kernel/ids.js';
import { insertMissing } from '../../platform/mongo/bulk.js';
import type { Mongo, MongoTx } from '../../platform/mongo/mongo.js';
import type { MediaItem } from '../media/index.js';
import type { PostRow } from './post.entity.js';
import type { PostVisibility } from './post.policy.js';
import { type FindByUsername, readFacets } from './read-facets.js';
import { tagsOf } from './tags.js';

export interface ImportedPost {
  readonly id: PostId;
  readonly authorId: UserId;
  readonly text: string | null;
  readonly media: readonly MediaItem[];
  readonly visibility: PostVisibility;
  readonly createdAt: Date;
}

/** The counters of a post, as they stand or as they have to be. */
export interface PostCounts extends PostRef {
  readonly commentCount: number;
  readonly reactionCounts: Readonly<Record<string, number>>;
  readonly repostCount: number;
}

/** Writes posts in bulk, without events; counters are put right afterwards. */
export class PostImport {
  constructor(
    private readonly mongo: Mongo,
    private readonly findByUsername: FindByUsername,
  ) {}

  private get posts() {
    return this.mongo.collection<PostRow>('posts');
  }

  private get authorStats() {
    return this.mongo.collection<{ _id: UserId; postCount?: number }>('author_stats');
  }

  async insert(posts: readonly ImportedPost[]): Promise<void> {
    const rows = await Promise.all(posts.map(async ({ id, ...post }): Promise<PostRow> => {
      const facets = await readFacets(post.text, this.findByUsername);
      return { _id: id, ...post, facets, ...tagsOf(facets), editedAt: null, version: 1, rev: 1, commentCount: 0, reactionCounts: {} };
    }));
    await insertMissing(this.mongo, 'posts', rows);
  }

  /** Which of these posts are there. */
  async living(refs: readonly PostRef[]): Promise<ReadonlySet<PostId>> {
    const rows = await this.posts.find(within(refs), { projection: { _id: 1 } }).toArray();
    return new Set(rows.map((row) => row._id));
  }

  async countsOf(tx: MongoTx, refs: readonly PostRef[]): Promise<PostCounts[]> {
    const rows = await this.posts.find(within(refs), { session: tx, projection: { authorId: 1, commentCount: 1, reactionCounts: 1, repostCount: 1 } }).toArray();
    return rows.map(({ _id, authorId, commentCount, reactionCounts, repostCount = 0 }) => ({ id: _id, authorId, commentCount, reactionCounts, repostCount }));
  }

  /** Sets counters, and raises `rev` with each. */
  async setCounts(tx: MongoTx, counts: readonly PostCounts[]): Promise<void> {
    const writes = counts.map(({ id, authorId, ...set }): AnyBulkWriteOperation<PostRow> => ({
      updateOne: { filter: { _id: id, authorId }, update: { $set: set, $inc: { rev: 1 } } },
    }));
    if (writes.length > 0) await this.posts.bulkWrite(writes, { session: tx });
  }

  /** How many public posts these people have: what is there, and what their counter shows. */
  async publicPostsOf(tx: MongoTx, authorIds: readonly UserId[]): Promise<{ authorId: UserId; posts: number; shown: number }[]> {
    const match = { authorId: { $in: [...authorIds] }, visibility: 'PUBLIC' as const };
    const counted = await this.posts.aggregate<{ _id: UserId; posts: number }>([{ $match: match }, { $group: { _id: '$authorId', posts: { $sum: 1 } } }], { session: tx }).toArray();
    const shown = await this.authorStats.find({ _id: { $in: [...authorIds] } }, { session: tx }).toArray();
    const [posts, shows] = [new Map(counted.map((row) => [row._id, row.posts])), new Map(shown.map((row) => [row._id, row.postCount]))];
    return authorIds.map((authorId) => ({ authorId, posts: posts.get(authorId) ?? 0, shown: shows.get(authorId) ?? 0 }));
  }

  async setPostCounts(tx: MongoTx, counts: readonly { authorId: UserId; postCount: number }[]): Promise<void> {
    const writes = counts.map(({ authorId, postCount }) => ({ updateOne: { filter: { _id: authorId }, update: { $set: { postCount } }, upsert: true } }));
    if (writes.length > 0) await this.authorStats.bulkWrite(writes, { session: tx });
  }
}

/** Both keys are matched as sets, so that the shards of these authors are asked and no others. */
const within = (refs: readonly PostRef[]) => ({ _id: { $in: refs.map((ref) => ref.id) }, authorId: { $in: [...new Set(refs.map((ref) => ref.authorId))] } });
