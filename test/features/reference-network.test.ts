import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ImportSummary } from '../../src/app/commands/import/index.js';
import { encodeUserId } from '../../src/kernel/global-id.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Client, GraphqlAnswer } from '../support/client.js';
import { wrongCounters } from '../support/counters.js';
import { TestImport } from '../support/import.js';

/** A small real-shaped network that lies beside the repo where it is developed; elsewhere there is nothing to import. */
const FOLDER = process.env['REFERENCE_NETWORK'] ?? join(import.meta.dirname, '../../../shared/network');
const there = existsSync(join(FOLDER, 'users.ndjson.gz'));
if (!there) process.stderr.write(`  The reference network is not in ${FOLDER} (REFERENCE_NETWORK names another folder): its tests are skipped.\n`);

interface SourcePost {
  readonly id: string;
  readonly authorId: string;
  readonly createdAt: string;
  readonly text: string | null;
  readonly imageFile: string | null;
}

type SourceComment = Omit<SourcePost, 'imageFile'> & { readonly postId: string; readonly parentCommentId: string | null };

const read = <Row>(name: string): Row[] =>
  gunzipSync(readFileSync(join(FOLDER, `${name}.ndjson.gz`))).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as Row);

interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** All nodes of a list, page by page; `query` takes `$after` and has the list under `list`. */
async function readAll<Node>(client: Client, query: string, variables: Record<string, unknown>): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ; ) {
    const answer: GraphqlAnswer<{ list: Page<Node> }> = await client.query(query, { ...variables, after });
    if (answer.errors.length > 0 || !answer.data) throw new Error(answer.body);
    const { edges, pageInfo } = answer.data.list;
    nodes.push(...edges.map((edge) => edge.node));
    if (!pageInfo.hasNextPage) return nodes;
    after = pageInfo.endCursor;
  }
}

interface ShownPost {
  readonly createdAt: string;
  readonly text: string | null;
  readonly media: readonly { readonly name: string }[];
}

const shownAs = ({ createdAt, text, imageFile }: SourcePost) => ({ createdAt, text, media: imageFile === null ? [] : [{ name: imageFile }] });
/** By time; whatever shares a millisecond by what it says, since its order is nobody's promise. */
const byTime = (a: object & { createdAt: string }, b: object & { createdAt: string }) => a.createdAt.localeCompare(b.createdAt) || JSON.stringify(a).localeCompare(JSON.stringify(b));

(there ? describe : describe.skip)('the reference network', () => {
  let app: TestApp;
  let importer: TestImport;
  let summary: ImportSummary;

  beforeAll(async () => {
    app = await startTestApp();
    importer = await TestImport.open(app);
    summary = await importer.run(FOLDER);
  });

  afterAll(async () => {
    await importer.close();
    await app.close();
  });

  test('comes in whole, with counters that equal their rows', async () => {
    expect(summary.kinds.map(({ kind, imported, rejected }) => [kind, imported, rejected])).toEqual([
      ['user', 222, 0],
      ['follow', 1_650, 0],
      ['post', 5_924, 0],
      ['comment', 2_218, 0],
      ['like', 1_383, 0],
    ]);
    expect(await wrongCounters(app)).toEqual([]);
  });

  test('feeds show every post, in the order of its own time', async () => {
    const users = read<{ id: string; username: string }>('users');
    const posts = read<SourcePost>('posts');
    const followees = new Map<string, Set<string>>();
    for (const { followerId, followeeId } of read<{ followerId: string; followeeId: string }>('follows')) {
      followees.set(followerId, (followees.get(followerId) ?? new Set()).add(followeeId));
    }
    const reader = users.reduce((a, b) => ((followees.get(b.id)?.size ?? 0) > (followees.get(a.id)?.size ?? 0) ? b : a));
    const tokens = await app.plaza.assembly.accounts.mintTokenFor(reader.username);

    const query = 'query($after: Cursor) { list: homeFeed(first: 100, after: $after) { edges { node { createdAt text media { name } } } pageInfo { hasNextPage endCursor } } }';
    const feed = await readAll<ShownPost>(app.client(tokens!.accessToken), query, {});
    const expected = posts.filter((post) => post.authorId === reader.id || followees.get(reader.id)!.has(post.authorId)).map(shownAs);
    expect(feed.map((post) => post.createdAt)).toEqual(expected.map((post) => post.createdAt).sort().reverse());
    expect([...feed].sort(byTime)).toEqual(expected.sort(byTime));
  });

  test('threads show every comment below what it answers, oldest first', async () => {
    const comments = read<SourceComment>('comments');
    const sizes = new Map<string, number>();
    for (const { postId } of comments) sizes.set(postId, (sizes.get(postId) ?? 0) + 1);
    const [postId] = [...sizes].reduce((a, b) => (b[1] > a[1] ? b : a));
    const source = read<SourcePost>('posts').find((post) => post.id === postId)!;
    const author = read<{ id: string; username: string }>('users').find((user) => user.id === source.authorId)!;
    const ids = await app.plaza.assembly.profiles.userIdsByUsername([author.username]);

    const feedQuery = 'query($userId: ID!, $after: Cursor) { list: userFeed(userId: $userId, first: 100, after: $after) { edges { node { id createdAt commentCount text } } pageInfo { hasNextPage endCursor } } }';
    const userId = encodeUserId([...ids.values()][0]!);
    const feed = await readAll<{ id: string; createdAt: string; commentCount: number; text: string | null }>(app.client(), feedQuery, { userId });
    const post = feed.find(({ createdAt, text }) => createdAt === source.createdAt && text === source.text)!;
    expect(post.commentCount).toBe(sizes.get(postId));

    const fields = 'edges { node { id createdAt text replyCount } } pageInfo { hasNextPage endCursor }';
    const roots = 'query($id: ID!, $after: Cursor) { list: post(id: $id) { comments(first: 100, after: $after) { FIELDS } } }';
    const thread = await threadOf(app.client(), post.id, roots, fields);
    expect(thread).toEqual(threadIn(comments.filter((comment) => comment.postId === postId), null));
  });
});

interface ThreadNode {
  readonly createdAt: string;
  readonly text: string | null;
  readonly replies: readonly ThreadNode[];
}

/** The whole thread below a post or a comment, as the API shows it. */
async function threadOf(client: Client, id: string, query: string, fields: string): Promise<ThreadNode[]> {
  const answer = await client.query<{ list: Record<string, Page<{ id: string; createdAt: string; text: string; replyCount: number }>> }>(query.replace('FIELDS', fields), { id });
  if (answer.errors.length > 0 || !answer.data) throw new Error(answer.body);
  const page = Object.values(answer.data.list)[0]!;
  expect(page.pageInfo.hasNextPage).toBe(false);
  const replies = 'query($id: ID!, $after: Cursor) { list: comment(id: $id) { replies(first: 100, after: $after) { FIELDS } } }';
  return Promise.all(
    page.edges.map(async ({ node }) => ({ createdAt: node.createdAt, text: node.text, replies: node.replyCount > 0 ? await threadOf(client, node.id, replies, fields) : [] })),
  );
}

/** The same out of the file. */
function threadIn(comments: readonly SourceComment[], parentId: string | null): ThreadNode[] {
  return comments
    .filter((comment) => comment.parentCommentId === parentId)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
    .map(({ id, createdAt, text }) => ({ createdAt, text, replies: threadIn(comments, id) }));
}
