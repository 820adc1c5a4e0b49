import { setTimeout as sleep } from 'node:timers/promises';
import { askFor } from '../ask.js';
import type { Bench } from '../bench.js';
import { plazaCommand } from '../contenders.js';
import { monotonicMs } from '../measure/monotonic.js';
import type { Server } from '../measure/server.js';
import { ascending, percentile } from '../measure/statistics.js';
import { mongoWork, POSTGRES_TELLS_AFTER_MS, postgresWork, redisWork, type StoreWork, workBetween, workPer } from '../measure/store-work.js';
import { tableOf } from '../measure/table.js';
import { authorWith } from '../readers.js';
import type { SectionResult } from '../section.js';
import type { Tokens } from '../tokens.js';
import type { BenchViewer } from '../viewers.js';
import { FOLLOWERS } from '../world/cast.js';
import { Writing } from '../writing.js';
import { Timelines } from '../timelines/timelines.js';
import { wakeReaders } from '../timelines/wake-readers.js';

/** Posts of each author, in turns. */
const POSTS = 12;
const COUNTED_POSTS = 5;
/** Readers who are asked for their feed, of all those whom a post has reached. */
const SAMPLE = 25;
const PATIENCE_MS = 60_000;
const PAUSE_MS = 150;

interface Author {
  readonly author: BenchViewer;
  readonly followers: readonly BenchViewer[];
}

/** What became of one post. */
interface Spread {
  readonly mutationMs: number;
  /** From the mutation's answer to the post in a follower's timeline, one for each; below zero where it was there before. */
  readonly delaysMs: Float64Array;
  readonly postId: string;
}

/** From createPost to every follower's feed, for authors whom few and whom many read. */
export async function measureFanOut(bench: Bench): Promise<SectionResult> {
  const { stores, world, place } = bench;
  const { args, say } = place;
  const plaza = await bench.start(plazaCommand(stores, place.root, { name: 'Plaza', logName: 'plaza-fan-out', settings: { POSTS_PER_MINUTE: '0' } }));
  const authors: Author[] = [];
  for (const followers of FOLLOWERS) authors.push(await authorWith(world.postgres, followers));
  const readers = authors.at(-1)!.followers;
  const tokens = await bench.tokensFor([...authors.map(({ author }) => author), ...readers]);
  const timelines = bench.keep(await Timelines.open(stores.redisCacheUrl));
  const awake = await wakeReaders(plaza, readers, tokens, timelines);
  say(`${readers.length} readers have timelines, after ${awake.seconds.toFixed(0)} s`);

  const writing = new Writing(plaza);
  const spreads: Spread[][] = authors.map(() => []);
  const posts = args.rounds === null ? POSTS : args.rounds * 3;
  // The first of each is not counted: code is compiled, scripts are loaded.
  for (let post = 0; post <= posts; post++) {
    for (let turn = 0; turn < authors.length; turn++) {
      const i = (post + turn) % authors.length;
      const spread = await spreadOf(authors[i]!, tokens, writing, timelines);
      if (post > 0) spreads[i]!.push(spread);
      await sleep(PAUSE_MS);
    }
  }
  for (const [i, author] of authors.entries()) await refuseMissing(plaza, author, spreads[i]!.at(-1)!.postId, tokens, timelines);
  say(`all timelines have the posts, and so have the feeds of ${SAMPLE} readers each`);
  const work = await countWork(bench, authors, tokens, writing, timelines);
  for (const [i, { author }] of authors.entries()) for (const { postId } of spreads[i]!) await writing.deletePost(tokens.get(author.userId)!, postId);
  await bench.end(timelines, plaza);

  const results = authors.map(({ followers }, i) => ({ followers: followers.length, ...summaryOf(spreads[i]!), work: work[i]! }));
  return { tables: [tableOfFanOut(results)], data: { awake, results } };
}

async function spreadOf({ author, followers }: Author, tokens: Tokens, writing: Writing, timelines: Timelines): Promise<Spread> {
  timelines.forget();
  const sentMs = monotonicMs();
  const postId = await writing.createPost(tokens.get(author.userId)!, 'Something that everybody wants to know at once.');
  const answeredMs = monotonicMs();
  const reached = await timelines.untilReached(followers.length, PATIENCE_MS);
  const missing = followers.filter(({ userId }) => !reached.has(userId));
  if (missing.length > 0) throw new Error(`${missing.length} of ${followers.length} timelines were not reached within ${PATIENCE_MS} ms.`);
  return { postId, mutationMs: answeredMs - sentMs, delaysMs: ascending(followers.map(({ userId }) => reached.get(userId)! - answeredMs)) };
}

/** Every timeline must have the post, and whoever asks for their feed must get it. */
async function refuseMissing(server: Server, { followers }: Author, postId: string, tokens: Tokens, timelines: Timelines): Promise<void> {
  const count = await timelines.countWith(postId, followers.map(({ userId }) => userId));
  if (count !== followers.length) throw new Error(`${count} of ${followers.length} timelines have the post.`);
  const step = Math.max(1, Math.floor(followers.length / SAMPLE));
  for (let i = 0; i < followers.length; i += step) {
    const { userId, username } = followers[i]!;
    const { homeFeed } = await askFor<{ homeFeed: { edges: { node: { id: string } }[] } }>(server, tokens.get(userId)!, { query: '{ homeFeed(first: 50) { edges { node { id } } } }' });
    if (!homeFeed.edges.some(({ node }) => node.id === postId)) throw new Error(`${username} has the post in their timeline, and not in their feed.`);
  }
}

/** What the stores are asked per post, for all that comes of it, the mutation and the relay included; what they are asked anyway is taken off. */
async function countWork({ world, place }: Bench, authors: readonly Author[], tokens: Tokens, writing: Writing, timelines: Timelines): Promise<StoreWork[]> {
  const look = async (): Promise<StoreWork> => {
    await sleep(POSTGRES_TELLS_AFTER_MS);
    return { ...(await mongoWork(world.db)), ...(await postgresWork(world.postgres)), ...(await redisWork(timelines.client)) };
  };
  place.say('counting commands');
  const first = await look();
  let before = await look();
  const idle = Object.fromEntries(Object.entries(workBetween(first, before)).map(([kind, count]) => [kind, count / (POSTGRES_TELLS_AFTER_MS / 1_000)]));
  const works: StoreWork[] = [];
  const made: { readonly token: string; readonly postId: string }[] = [];
  for (const author of authors) {
    const began = monotonicMs();
    for (let i = 0; i < COUNTED_POSTS; i++) made.push({ token: tokens.get(author.author.userId)!, postId: (await spreadOf(author, tokens, writing, timelines)).postId });
    const after = await look();
    works.push(workPer(COUNTED_POSTS, workBetween(before, after), (monotonicMs() - began) / 1_000, idle));
    before = after;
  }
  for (const { token, postId } of made) await writing.deletePost(token, postId);
  return works;
}

function summaryOf(spreads: readonly Spread[]) {
  const mutations = ascending(spreads.map(({ mutationMs }) => mutationMs));
  const delays = ascending(spreads.flatMap(({ delaysMs }) => [...delaysMs]));
  const last = ascending(spreads.map(({ delaysMs }) => delaysMs.at(-1)!));
  return {
    posts: spreads.length,
    mutationP50Ms: percentile(mutations, 0.5), mutationMostMs: mutations.at(-1)!,
    delayP50Ms: percentile(delays, 0.5), delayP99Ms: percentile(delays, 0.99),
    lastP50Ms: percentile(last, 0.5), lastMostMs: last.at(-1)!,
  };
}

type FanOutResult = ReturnType<typeof summaryOf> & { readonly followers: number; readonly work: StoreWork };

function tableOfFanOut(results: readonly FanOutResult[]): string {
  const kinds = ['MongoDB commands', 'Postgres transactions', 'Redis scripts'];
  return tableOf(
    'Fan-out: from the answer of createPost to a follower\'s timeline',
    ['Active followers', 'createPost p50 ms', 'most', 'delay p50 ms', 'p99', 'last follower p50', 'most', ...kinds.map((kind) => `${kind}/post`)],
    results.map((each) => [
      String(each.followers), each.mutationP50Ms.toFixed(1), each.mutationMostMs.toFixed(0), each.delayP50Ms.toFixed(0), each.delayP99Ms.toFixed(0),
      each.lastP50Ms.toFixed(0), each.lastMostMs.toFixed(0), ...kinds.map((kind) => each.work[kind]!.toFixed(0)),
    ]),
  );
}
