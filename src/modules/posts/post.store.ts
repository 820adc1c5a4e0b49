import type { EntityCache } from '../../kernel/cache.js';
import type { Id, PostRef, UserId } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';
import { type Mongo, type MongoTx, ONE_BATCH } from '../../platform/mongo/mongo.js';
import { between, LAST, NEWEST_OF_AUTHORS } from './author-chunks.js';
import { placeOf, type PostRow, type RawPost, refOf, SKELETON_PROJECTION } from './post.entity.js';
import type { PostVisibility } from './post.policy.js';

export type { MongoTx as Tx } from '../../platform/mongo/mongo.js';

/** Public counters of authors, apart from what they count: folded from deltas. */
const STATS = 'author_stats';

/** A first page of one author's posts; several are read at once. */
export interface AuthorPage {
  readonly authorId: UserId;
  readonly kinds: readonly PostVisibility[];
  readonly after: Id | null;
  readonly limit: number;
}

/** The newest posts of one author between two positions: below `after`, and not below `from`; null for no such end. */
export interface AuthorRange {
  readonly authorId: UserId;
  readonly after: Id | null;
  readonly from: Id | null;
  readonly limit: number;
}

/** Posts by their refs; an author's own; and others by their refs, for which more is asked. */
export interface ListedRows {
  readonly refs: readonly PostRef[];
  readonly own: AuthorRange | null;
  readonly others: { readonly refs: readonly PostRef[]; readonly stages: readonly object[] } | null;
}

export const authorPageKey = ({ authorId, kinds, after, limit }: AuthorPage): string => `${authorId}/${kinds.join()}/${after}/${limit}`;

/** Every statement on `posts`. Reads take the stages that parts add, and give skeletons while the entity cache is on. */
export class PostStore {
  constructor(
    private readonly mongo: Mongo,
    private readonly cache: EntityCache,
  ) {}

  private get posts() {
    return this.mongo.collection<PostRow>('posts');
  }

  async insert(tx: MongoTx, post: PostRow): Promise<void> {
    await this.posts.insertOne(post, { session: tx });
  }

  /** The post as it is now; null where it is gone or has another version. */
  edit(tx: MongoTx, { authorId, id }: PostRef, version: number, changes: Pick<PostRow, 'text' | 'facets' | 'tags' | 'editedAt'>): Promise<PostRow | null> {
    return this.posts.findOneAndUpdate(
      { _id: id, authorId, version },
      { $set: changes, ...(!changes.tags && { $unset: { tags: '' } }), $inc: { version: 1, rev: 1 } },
      { session: tx, returnDocument: 'after' },
    ) as Promise<PostRow | null>;
  }

  /** The post that was; null where it was gone already. */
  remove(tx: MongoTx, { authorId, id }: PostRef): Promise<PostRow | null> {
    return this.posts.findOneAndDelete({ _id: id, authorId }, { session: tx }) as Promise<PostRow | null>;
  }

  /** The newest posts of one author, as they are when the transaction starts. */
  someOf(tx: MongoTx, authorId: UserId, limit: number): Promise<PostRow[]> {
    return this.posts.find({ authorId }, { session: tx }).sort({ ...NEWEST_OF_AUTHORS }).limit(limit).toArray() as Promise<PostRow[]>;
  }

  async removeAll(tx: MongoTx, authorId: UserId, ids: readonly Id[]): Promise<void> {
    await this.posts.deleteMany({ authorId, _id: { $in: [...ids] } }, { session: tx });
  }

  ofAuthor({ authorId, kinds, after, limit }: AuthorPage, stages: readonly object[]): Promise<RawPost[]> {
    const match = { authorId, visibility: { $in: kinds }, ...(after !== null && { _id: { $lt: after } }) };
    return this.read([{ $match: match }, { $sort: NEWEST_OF_AUTHORS }, { $limit: limit }], stages);
  }

  /** A page of an author's posts and the number of their public ones, by one command. */
  async ofAuthorWithCount(page: AuthorPage, stages: readonly object[]): Promise<{ raws: RawPost[]; postCount: number }> {
    const count = [{ $match: { _id: page.authorId } }, { $project: { _id: 0, postCount: 1 } }];
    const rows = await this.ofAuthor(page, [...stages, { $unionWith: { coll: STATS, pipeline: count } }]);
    const raws = rows.filter((row) => row._id !== undefined);
    const stats = rows.find((row) => row._id === undefined);
    return { raws, postCount: (stats?.['postCount'] as number | undefined) ?? 0 };
  }

  /** Many authors' first pages in one command per page size; a Map by `authorPageKey`. */
  async ofEach(pages: readonly AuthorPage[]): Promise<ReadonlyMap<string, RawPost[]>> {
    const found = new Map<string, RawPost[]>();
    await Promise.all(
      [...new Set(pages.map((page) => page.limit))].map(async (limit) => {
        const asked = pages.filter((page) => page.limit === limit).map((page) => ({ ...page, after: page.after ?? LAST, key: authorPageKey(page) }));
        const pipeline = [
          { $match: { $expr: { $and: [{ $eq: ['$authorId', '$$authorId'] }, { $in: ['$visibility', '$$kinds'] }, { $lt: ['$_id', '$$after'] }] } } },
          { $sort: NEWEST_OF_AUTHORS },
          { $limit: limit },
          ...this.projection(),
        ];
        const variables = { authorId: '$authorId', kinds: '$kinds', after: '$after' };
        const stages = [{ $documents: asked }, { $lookup: { from: 'posts', let: variables, pipeline, as: 'rows' } }, { $project: { key: 1, rows: 1 } }];
        for await (const { key, rows } of this.mongo.db.aggregate<{ key: string; rows: RawPost[] }>(stages, ONE_BATCH)) found.set(key, rows);
      }),
    );
    return found;
  }

  /** Everybody's public posts. */
  ofEverybody(request: PageRequest, stages: readonly object[]): Promise<RawPost[]> {
    // With the visibility in front only its index gives this order: see NEWEST_OF_AUTHORS.
    return this.read([{ $match: publicPosts(request) }, { $sort: { visibility: 1, _id: -1 } }, { $limit: request.size + 1 }], stages);
  }

  /** The same of those that have a tag. */
  withTag(tag: string, request: PageRequest, stages: readonly object[]): Promise<RawPost[]> {
    // No sort can name an index over lists by itself; for a rare tag the others would be walked from end to end.
    return this.read([{ $match: { tags: tag, ...publicPosts(request) } }, { $sort: { _id: -1 } }, { $limit: request.size + 1 }], stages, 'byTag');
  }

  /** Posts by `placeOf`; a ref that names another author than the post has finds nothing. */
  async byRefs(refs: readonly PostRef[], stages: readonly object[]): Promise<ReadonlyMap<string, RawPost>> {
    const rows = await this.read([matchRefs(refs)], stages);
    return byPlace(rows, refs);
  }

  /** The rows of a list that has an order of its own, in none, by one command; a ref that names another author finds nothing. */
  async ofList({ refs, own, others }: ListedRows, stages: readonly object[]): Promise<RawPost[]> {
    const branches = [
      ...(refs.length > 0 ? [[matchRefs(refs), ...this.projection()]] : []),
      ...(own ? [[...pageOfRange(own), ...this.projection()]] : []),
      ...(others && others.refs.length > 0 ? [[matchRefs(others.refs), ...this.projection(), ...others.stages]] : []),
    ];
    const [first, ...further] = branches;
    if (!first) return [];
    const united = further.map((pipeline) => ({ $unionWith: { coll: 'posts', pipeline } }));
    const rows = await this.posts.aggregate<RawPost>([...first, ...united, ...stages], ONE_BATCH).toArray();
    const asked = new Set([...refs, ...(others?.refs ?? [])].map(placeOf));
    return rows.filter((row) => row.authorId === own?.authorId || asked.has(placeOf(refOf(row))));
  }

  /** Whole rows by `placeOf`, whatever the cache would say. */
  async wholeByRefs(refs: readonly PostRef[]): Promise<ReadonlyMap<string, PostRow>> {
    const { $match } = matchRefs(refs);
    return byPlace((await this.posts.find($match, ONE_BATCH).toArray()) as PostRow[], refs);
  }

  /** How many public posts people have; who never had one is not in the Map. */
  async countsOf(authorIds: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    const stats = this.mongo.collection<{ _id: UserId; postCount?: number }>(STATS);
    const rows = await stats.find({ _id: { $in: [...authorIds] } }, ONE_BATCH).toArray();
    return new Map(rows.map((row) => [row._id, row.postCount ?? 0]));
  }

  private read(pipeline: readonly object[], stages: readonly object[], hint?: string): Promise<RawPost[]> {
    return this.posts.aggregate<RawPost>([...pipeline, ...this.projection(), ...stages], { ...ONE_BATCH, ...(hint && { hint }) }).toArray();
  }

  private projection(): object[] {
    return this.cache.enabled ? [{ $project: SKELETON_PROJECTION }] : [];
  }
}

const pageOfRange = ({ authorId, after, from, limit }: AuthorRange): object[] => [
  { $match: { authorId, ...between(after, from) } },
  { $sort: NEWEST_OF_AUTHORS },
  { $limit: limit },
];

const publicPosts = ({ after }: PageRequest) => ({
  visibility: 'PUBLIC',
  ...(after !== null && { _id: { $lt: after } }),
});

/** Both keys are matched as sets, so that the shards of these authors are asked and no others. */
const matchRefs = (refs: readonly PostRef[]) => ({
  $match: { _id: { $in: refs.map((ref) => ref.id) }, authorId: { $in: [...new Set(refs.map((ref) => ref.authorId))] } },
});

function byPlace<Row extends Pick<PostRow, '_id' | 'authorId'>>(rows: readonly Row[], refs: readonly PostRef[]): ReadonlyMap<string, Row> {
  const asked = new Set(refs.map(placeOf));
  const found = new Map<string, Row>();
  for (const row of rows) {
    const place = placeOf(refOf(row as Row & PostRow));
    if (asked.has(place)) found.set(place, row);
  }
  return found;
}
