import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { countPosts } from '../../src/app/commands/import/count-posts.js';
import { decodePostId, encodePostId } from '../../src/kernel/global-id.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { wrongCounters } from '../support/counters.js';
import { everything, fingerprints, type NetworkFiles, TestImport, writeNetwork } from '../support/import.js';
import { manyRows, smallNetwork } from '../support/networks.js';
import type { Person } from '../support/world.js';

let app: TestApp;
let importer: TestImport;

beforeEach(async () => {
  app = await startTestApp();
  importer = await TestImport.open(app);
});

afterEach(async () => {
  await importer.close();
  await app.close();
});

/** Adds lines to the small network, whose own lines are all good. */
const withLines = (extra: NetworkFiles): NetworkFiles =>
  Object.fromEntries(Object.entries(smallNetwork()).map(([file, lines]) => [file, [...lines, ...(extra[file as keyof NetworkFiles] ?? [])]]));

const at = '2010-05-01T00:00:00.000Z';

test('every kind of bad line is told with file, line and reason, takes what hangs on it along, and leaves the rest alone', async () => {
  const bad = withLines({
    users: [
      '{"id": "9", "username": ',
      { id: '1', username: 'again', createdAt: at },
      { id: '10', username: 'ANNA_one', createdAt: at },
      { id: '11', username: 'admin', createdAt: at },
      { id: '12', username: 'nodate', createdAt: '2010-02-30T00:00:00.000Z' },
      { id: '13', username: 'later', createdAt: '2999-01-01T00:00:00.000Z' },
      { id: '14', username: 'newer', createdAt: at, formatVersion: 2 },
      '[1, 2]',
      { id: 15, username: 'number', createdAt: at },
    ],
    follows: [
      { followerId: '1', followeeId: '404', createdAt: at },
      { followerId: '11', followeeId: '1', createdAt: at },
      { followerId: '2', followeeId: '2', createdAt: at },
      { followerId: '1', followeeId: '2', createdAt: at },
    ],
    posts: [
      { id: '90', authorId: '11', createdAt: at, text: 'By somebody who is not let in', imageFile: null },
      { id: '91', authorId: '1', createdAt: at, text: ' ', imageFile: null },
      { id: '92', authorId: '1', createdAt: at, text: 'x'.repeat(5_001), imageFile: null },
      { id: '93', authorId: '1', createdAt: at, text: 'For whom?', imageFile: null, visibility: 'FRIENDS' },
    ],
    comments: [
      { id: '80', authorId: '1', createdAt: at, text: 'Below a bad post', postId: '90', parentCommentId: null },
      { id: '81', authorId: '1', createdAt: at, text: 'Below the one before', postId: '50', parentCommentId: '80' },
      { id: '82', authorId: '1', createdAt: at, text: 'Below nothing', postId: '50', parentCommentId: '404' },
      { id: '83', authorId: '1', createdAt: at, text: 'Below a comment of another post', postId: '51', parentCommentId: '60' },
      { id: '84', authorId: '1', createdAt: at, text: 'Hen', postId: '50', parentCommentId: '85' },
      { id: '85', authorId: '1', createdAt: at, text: 'Egg', postId: '50', parentCommentId: '84' },
      { id: '86', authorId: '1', createdAt: at, text: 'Below the lost one', postId: '50', parentCommentId: '82' },
    ],
    likes: [
      { userId: '2', targetType: 'comment', targetId: '82', createdAt: at },
      { userId: '2', targetType: 'post', targetId: '50', createdAt: at, kind: 'LOVE' },
      { userId: '2', targetType: 'user', targetId: '1', createdAt: at },
      { userId: '3', targetType: 'post', targetId: '50', createdAt: at, kind: 'HATE' },
    ],
  });

  const summary = await importer.run(writeNetwork(bad));

  expect(importer.rejects().map(({ file, line, reason }) => `${file} ${line}: ${reason}`)).toEqual([
    'users.ndjson 4: this is not JSON',
    'users.ndjson 5: the same id as line 1',
    'users.ndjson 6: "username" ANNA_one is that of line 1',
    'users.ndjson 7: "username" is refused: This username is kept by the system.',
    'users.ndjson 8: "createdAt" is not a date such as 2010-01-31T12:00:00.000Z',
    'users.ndjson 9: "createdAt" lies in the future',
    'users.ndjson 10: the format version 2 is unknown; this Plaza reads version 1',
    'users.ndjson 11: this is not a JSON object',
    'users.ndjson 12: "id" must be an id, a text that is not empty',
    'follows.ndjson.gz 4: "followeeId" 404 is not in users',
    'follows.ndjson.gz 5: "followerId" 11 stands on a rejected line (users, line 7)',
    'follows.ndjson.gz 6: nobody follows themselves',
    'follows.ndjson.gz 7: the same follow as line 1',
    'posts.ndjson 4: "authorId" 11 stands on a rejected line (users, line 7)',
    'posts.ndjson 5: "text" is refused: Write something.',
    'posts.ndjson 6: "text" is refused: A text has at most 5000 characters here.',
    'posts.ndjson 7: "visibility" must be one of PUBLIC, FOLLOWERS',
    'comments.ndjson.gz 4: "postId" 90 stands on a rejected line (posts, line 4)',
    'comments.ndjson.gz 5: "parentCommentId" 80 stands on a rejected line (comments, line 4)',
    'comments.ndjson.gz 6: "parentCommentId" 404 is not in comments',
    'comments.ndjson.gz 7: "parentCommentId" 60 answers another post',
    'comments.ndjson.gz 8: the thread is deeper than 50 or runs in a circle',
    'comments.ndjson.gz 9: the thread is deeper than 50 or runs in a circle',
    'comments.ndjson.gz 10: "parentCommentId" 82 stands on a rejected line (comments, line 6)',
    'likes.ndjson 4: "targetId" 82 stands on a rejected line (comments, line 6)',
    'likes.ndjson 5: the same person and message as line 1',
    'likes.ndjson 6: "targetType" must be one of post, comment',
    'likes.ndjson 7: "kind" must be one of LIKE, LOVE, LAUGH, WOW, SAD, ANGRY',
  ]);
  expect(importer.rejects()[0]!.content).toBe('{"id": "9", "username": ');
  expect(summary.kinds.map(({ imported }) => imported)).toEqual([3, 3, 3, 3, 3]);
  expect(await wrongCounters(app)).toEqual([]);
});

test('with --strict nothing is applied where a line is bad, and nothing is left behind', async () => {
  const before = await everything(app);
  const folder = writeNetwork(withLines({ likes: [{ userId: '404', targetType: 'post', targetId: '50', createdAt: at }] }));
  const summary = await importer.run(folder, { strict: true });
  expect(summary).toMatchObject({ result: 'refused', imported: 0, rejected: 1 });
  expect(importer.rejects()).toMatchObject([{ file: 'likes.ndjson', line: 4, reason: '"userId" 404 is not in users' }]);
  expect(await everything(app)).toEqual(before);
  expect((await importer.run(writeNetwork(smallNetwork()), { strict: true })).result).toBe('done');
});

test('a second run changes nothing, a longer one adds what is new, and no event is written', async () => {
  await importer.run(writeNetwork(smallNetwork()));
  const first = await everything(app);
  expect(first['mongo events']).toEqual([]);
  expect(first['outbox']).toEqual([]);
  expect(importer.raised).toBe(1);

  expect(await importer.run(writeNetwork(smallNetwork()))).toMatchObject({ imported: 0, rejected: 0 });
  expect(await everything(app)).toEqual(first);
  expect(importer.raised).toBe(1);

  const more = withLines({
    comments: [{ id: '70', authorId: '3', createdAt: at, text: 'Late, @anna_one', postId: '50', parentCommentId: '61' }],
    likes: [{ userId: '1', targetType: 'comment', targetId: '60', createdAt: at, kind: 'WOW' }],
  });
  expect(await importer.run(writeNetwork(more))).toMatchObject({ imported: 2, rejected: 0 });
  expect(await wrongCounters(app)).toEqual([]);
  const late = await app.plaza.stores.mongo.collection<{ text: string; depth: number; ancestorIds: string[]; facets: object[] }>('comments').findOne({ text: 'Late, @anna_one' });
  expect(late).toMatchObject({ depth: 3, facets: [{ kind: 'MENTION', start: 6, end: 15 }] });
});

test('what Plaza has no place for is kept sealed, and goes with the account', async () => {
  await importer.run(writeNetwork(smallNetwork()));
  const { postgres } = app.plaza.stores;
  const [person] = await postgres.dataSource.query<{ user_id: string }[]>(`SELECT user_id FROM profiles WHERE username_key = 'anna_one'`);
  const sources = await postgres.dataSource.query<{ sealed: Buffer }[]>('SELECT sealed FROM import_sources WHERE owner_id = $1', [person!.user_id]);
  expect(sources).toHaveLength(2);
  for (const { sealed } of sources) expect(sealed.toString('latin1')).not.toMatch(/192\.0\.2|1980|anna@/);

  const { forgetImports } = await import('../../src/app/commands/import/index.js');
  await forgetImports(postgres).run(person!.user_id);
  const left = await everything(app);
  expect(JSON.stringify([left['import_ids'], left['import_sources']])).not.toContain(person!.user_id);
});

test('an import that is killed goes on where it was, and comes to the same end', async () => {
  const folder = writeNetwork(manyRows());
  const child = importProcess(app, folder);
  await reached(app, child, 'comment');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const [run] = await app.plaza.stores.postgres.dataSource.query<{ phase: string }[]>('SELECT phase FROM import_runs');
  expect(run!.phase).toBe('APPLYING');

  const summary = await importer.run(folder);
  expect(summary.kinds.map(({ imported }) => imported)).toEqual([100, 500, 1_000, 2_500, 1_000]);
  expect(await wrongCounters(app)).toEqual([]);

  const other = await startTestApp({ env: { MASTER_SECRET: app.masterSecret.toString('base64') } });
  const straight = await TestImport.open({ ...other, masterSecret: app.masterSecret });
  await straight.run(folder);
  expect(await fingerprints(app)).toEqual(await fingerprints(other));
  await straight.close();
  await other.close();
});

test('of two imports at once the second is refused with a sentence', async () => {
  const runs = await Promise.allSettled([importer.run(writeNetwork(manyRows()), { source: 'one' }), importer.run(writeNetwork(smallNetwork()), { source: 'other' })]);
  const refused = runs.flatMap((run) => (run.status === 'rejected' ? [String(run.reason)] : []));
  expect(refused).toEqual([expect.stringContaining('Another import')]);
});

test('posts that are counted anew keep their reposts, those that wait to be counted as well', async () => {
  // Nobody folds what waits: this process only answers.
  const api = await startTestApp({ env: { PLAZA_ROLE: 'api' } });
  const counting = await TestImport.open(api);
  try {
    const [author, fan, other] = (await api.world.people(['author', 'fan', 'other'])) as [Person, Person, Person];
    const ref = decodePostId(await api.world.post(author, 'Words'))!;
    const row = () => api.plaza.stores.mongo.collection<PostRow>('posts').findOne({ _id: ref.id });
    const count = () => countPosts(counting.deps.mongo, counting.deps.writers, [ref]);
    await api.world.repost(fan, encodePostId(ref));
    await api.world.react(fan, encodePostId(ref));
    await count();
    expect((await row())?.reactionCounts).toEqual({});
    const worker = await startTestApp({ beside: api });
    await worker.settled();
    await worker.close();
    expect(await row()).toMatchObject({ repostCount: 1, reactionCounts: { LIKE: 1 } });

    await api.world.repost(other, encodePostId(ref));
    await api.plaza.stores.mongo.collection<PostRow>('posts').updateOne({ _id: ref.id }, { $set: { repostCount: 7 } });
    await count();
    expect(await row()).toMatchObject({ repostCount: 1, reactionCounts: { LIKE: 1 } });
  } finally {
    await counting.close();
    await api.close();
  }
});

/** `npm run import`, as it was built, on the stores of the app. */
function importProcess({ databases, masterSecret }: TestApp, folder: string): ChildProcess {
  const { postgresUrl, mongodbUrl, redisUrl, redisCacheUrl } = databases.urls;
  const env = { ...process.env, POSTGRES_URL: postgresUrl, MONGODB_URL: mongodbUrl, REDIS_URL: redisUrl, REDIS_CACHE_URL: redisCacheUrl, MASTER_SECRET: masterSecret.toString('base64') };
  return spawn(process.execPath, ['dist/app/commands/import.js', folder, '--rejects', `${folder}.rejects`], { env, stdio: 'inherit' });
}

/** Waits until the first lines of a kind are applied. */
async function reached({ plaza }: TestApp, child: ChildProcess, kind: string): Promise<void> {
  for (;;) {
    const [run] = await plaza.stores.postgres.dataSource.query<{ kind: string | null }[]>('SELECT kind FROM import_runs');
    if (run?.kind === kind) return;
    if (child.exitCode !== null) throw new Error(`The import ended with code ${child.exitCode} before it could be killed.`);
    await sleep(2);
  }
}
