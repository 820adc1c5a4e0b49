import { encodeCommentId, encodePostId } from '../../src/kernel/global-id.js';
import { type Id, mintId, type UserId } from '../../src/kernel/ids.js';
import type { CommentRow } from '../../src/modules/comments/comment.entity.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import type { ReactionRow } from '../../src/modules/reactions/reaction.entity.js';
import type { RepostRow } from '../../src/modules/reposts/repost.entity.js';
import type { TestApp } from './app.js';

/** Rows by the thousand, straight into the stores: for tests that ask what a question costs, not what it answers. */
export class Bulk {
  constructor(private readonly app: TestApp) {}

  /** New people without accounts. */
  async people(count: number): Promise<UserId[]> {
    const ids = Array.from({ length: count }, () => mintId());
    await this.inPostgres(
      `INSERT INTO profiles (user_id, username, username_key, created_at)
       SELECT id, name, name, now() FROM unnest($1::uuid[]) AS id, LATERAL (SELECT 'b' || replace(id::text, '-', '') AS name) AS named`,
      [ids],
    );
    return ids;
  }

  async follows(pairs: readonly (readonly [follower: UserId, followee: UserId])[]): Promise<void> {
    const values = [pairs.map(() => mintId()), pairs.map(([follower]) => follower), pairs.map(([, followee]) => followee)];
    await this.inPostgres('INSERT INTO follows (id, follower_id, followee_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])', values);
  }

  async blocks(pairs: readonly (readonly [blocker: UserId, blocked: UserId])[]): Promise<void> {
    const values = [pairs.map(() => mintId()), pairs.map(([blocker]) => blocker), pairs.map(([, blocked]) => blocked)];
    await this.inPostgres('INSERT INTO blocks (id, blocker_id, blocked_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])', values);
  }

  async requests(pairs: readonly (readonly [requester: UserId, target: UserId])[]): Promise<void> {
    const values = [pairs.map(() => mintId()), pairs.map(([requester]) => requester), pairs.map(([, target]) => target)];
    await this.inPostgres('INSERT INTO follow_requests (id, requester_id, target_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])', values);
  }

  async mutes(pairs: readonly (readonly [muter: UserId, muted: UserId])[]): Promise<void> {
    const values = [pairs.map(() => mintId()), pairs.map(([muter]) => muter), pairs.map(([, muted]) => muted)];
    await this.inPostgres('INSERT INTO mutes (id, muter_id, muted_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])', values);
  }

  async threadMutes(rows: readonly (readonly [muter: UserId, post: PostRow])[]): Promise<void> {
    const values = [rows.map(() => mintId()), rows.map(([muter]) => muter), rows.map(([, post]) => post._id), rows.map(([, post]) => post.authorId)];
    await this.inPostgres('INSERT INTO thread_mutes (id, muter_id, post_id, post_author_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[])', values);
  }

  /** With an address and a password that nobody has. */
  async accounts(userIds: readonly UserId[]): Promise<void> {
    await this.inPostgres(
      `INSERT INTO accounts (user_id, email_cipher, email_hash, password_hash, created_at)
       SELECT id, '', uuid_send(id), '$argon2id$none', now() FROM unnest($1::uuid[]) id`,
      [userIds],
    );
  }

  /** One that lives, for each of them. */
  async sessions(userIds: readonly UserId[]): Promise<void> {
    await this.inPostgres(
      `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at) SELECT *, now(), now(), now() + '1 day' FROM unnest($1::uuid[], $2::uuid[])`,
      [userIds.map(() => mintId()), userIds],
    );
  }

  async tagFollows(rows: readonly (readonly [userId: UserId, tag: string])[]): Promise<void> {
    await this.inPostgres('INSERT INTO tag_follows (user_id, tag) SELECT * FROM unnest($1::uuid[], $2::text[])', [rows.map(([userId]) => userId), rows.map(([, tag]) => tag)]);
  }

  async markers(userIds: readonly UserId[]): Promise<void> {
    await this.inPostgres('INSERT INTO feed_markers (user_id, position, updated_at) SELECT id, id, now() FROM unnest($1::uuid[]) id', [userIds]);
  }

  /** People whose posts are merged when they are read. */
  async merged(userIds: readonly UserId[]): Promise<void> {
    await this.inPostgres('INSERT INTO merged_authors (user_id) SELECT unnest($1::uuid[])', [userIds]);
  }

  posts(rows: readonly (Partial<PostRow> & Pick<PostRow, 'authorId'>)[]): Promise<PostRow[]> {
    return this.inMongo('posts', rows.map(postRow));
  }

  comments(rows: readonly (Partial<CommentRow> & Pick<CommentRow, 'postId' | 'postAuthorId' | 'authorId'>)[]): Promise<CommentRow[]> {
    return this.inMongo('comments', rows.map(commentRow));
  }

  reactions(rows: readonly Pick<ReactionRow, 'subjectId' | 'subjectType' | 'userId' | 'postId' | 'postAuthorId'>[]): Promise<ReactionRow[]> {
    return this.inMongo('reactions', rows.map((row) => ({ _id: mintId(), kind: 'LIKE', createdAt: new Date(), ...row })));
  }

  reposts(rows: readonly (readonly [reposter: UserId, post: PostRow, at?: Date])[]): Promise<RepostRow[]> {
    return this.inMongo('reposts', rows.map(([reposterId, post, at = new Date()]) => ({ _id: mintId(at), reposterId, postId: post._id, postAuthorId: post.authorId, createdAt: at })));
  }

  /** Lets Postgres know how much there is, as its autovacuum would in time. */
  async analyze(): Promise<void> {
    await this.inPostgres('VACUUM ANALYZE', []);
  }

  private async inPostgres(sql: string, values: unknown[]): Promise<void> {
    await this.app.plaza.stores.postgres.dataSource.query(sql, values);
  }

  private async inMongo<Row extends { readonly _id: Id }>(name: string, rows: Row[]): Promise<Row[]> {
    const collection = this.app.plaza.stores.mongo.collection<Row>(name);
    const writeConcern = { w: 1, j: false } as const;
    for (let start = 0; start < rows.length; start += 10_000) {
      await collection.insertMany(rows.slice(start, start + 10_000) as never, { ordered: false, bypassDocumentValidation: true, writeConcern });
    }
    return rows;
  }
}

const postRow = (row: Partial<PostRow> & Pick<PostRow, 'authorId'>): PostRow => ({
  _id: mintId(),
  text: 'Something.',
  facets: [],
  media: [],
  visibility: 'PUBLIC',
  createdAt: new Date(),
  editedAt: null,
  version: 1,
  rev: 1,
  commentCount: 0,
  reactionCounts: {},
  ...row,
});

const commentRow = (row: Partial<CommentRow> & Pick<CommentRow, 'postId' | 'postAuthorId' | 'authorId'>): CommentRow => ({
  _id: mintId(),
  parentId: null,
  ancestorIds: [],
  ancestorAuthorIds: [],
  depth: 1,
  text: 'An answer.',
  facets: [],
  deletedAt: null,
  createdAt: new Date(),
  rev: 1,
  replyCount: 0,
  livingDescendants: 0,
  reactionCounts: {},
  ...row,
});

export const globalIdOfPost = (post: PostRow): string => encodePostId({ authorId: post.authorId, id: post._id });
export const globalIdOfComment = ({ postAuthorId, postId, _id }: CommentRow): string => encodeCommentId({ postAuthorId, postId, id: _id });
