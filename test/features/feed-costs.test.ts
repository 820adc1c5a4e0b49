import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mintId, type UserId } from '../../src/kernel/ids.js';
import type { PostRow } from '../../src/modules/posts/post.entity.js';
import { Mongo } from '../../src/platform/mongo/mongo.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Bulk } from '../support/bulk.js';
import { type MongoCommand, namesOf, startWatchedApp, type WatchedApp } from '../support/count-commands.js';
import { explainMongo } from '../support/plans.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

/** Commands to Postgres and MongoDB together, the look at the session included; Redis is asked once besides. */
const WARM = ['mongodb: aggregate posts', 'postgres: feeds.circle', 'postgres: relations.people', 'postgres: sessions.facts'];
const FROM_STORES = ['mongodb: aggregate posts', 'mongodb: aggregate posts', 'postgres: feeds.whole-circle', 'postgres: relations.people', 'postgres: sessions.facts'];
/** With somebody who is merged, or with a tag. */
const WITH_MERGED = ['mongodb: aggregate posts', ...WARM].sort();

const PEOPLE = 5_000;
const POSTS = 30_000;
/** Keys that may be read for each row of a page, and for each followee. */
const K = 2;
/** For each row of a page: the row, what is said to it, its earliest reposts. */
const PER_ROW = 8;

let everything: TestApp;
let stores: WatchedApp;
let timelines: WatchedApp;
/** Explaining fifty branches takes longer than a command may. */
let patient: Mongo;
let people: UserId[];
let posts: PostRow[];

beforeAll(async () => {
  everything = await startTestApp({ env: { HOME_TIMELINES: 'true' } });
  stores = await startWatchedApp(everything);
  timelines = await startWatchedApp(everything, { HOME_TIMELINES: 'true' });
  patient = await Mongo.connect({ url: everything.databases.urls.mongodbUrl, poolSize: 1, longWork: true });
  const bulk = new Bulk(everything);
  people = await bulk.people(PEOPLE);
  const start = Date.now() - 100_000_000;
  // The first of them is quiet: one post, older than all others.
  posts = await bulk.posts(Array.from({ length: POSTS }, (_, i) => ({ _id: mintId(new Date(start + i * 1_000)), authorId: people[i === 0 ? 0 : 1 + ((i * 31) % (PEOPLE - 1))]! })));
  await bulk.reposts(Array.from({ length: 10_000 }, (_, i) => [people[1 + ((i * 17) % (PEOPLE - 1))]!, posts[(i * 7) % POSTS]!, new Date(start + i * 2_900)] as const));
  await bulk.analyze();
});
afterAll(async () => {
  await patient.close();
  await timelines.close();
  await stores.close();
  await everything.close();
});

const query = (first: number) => `{ homeFeed(first: ${first}) { state edges { reason { kind repostedBy { username } } node { id author { username } viewerReaction } } pageInfo { hasNextPage } } }`;

async function follower(count: number): Promise<Person> {
  const person = await everything.world.person('reader');
  await new Bulk(everything).follows(people.slice(0, count).map((each) => [person.userId, each] as const));
  return person;
}

interface Page { readonly homeFeed: { readonly state: string; readonly edges: readonly unknown[] } }

async function read(app: WatchedApp, { token }: Person, first: number) {
  let page: Page['homeFeed'] | undefined;
  const commands = await app.watch.during(async () => {
    const { data, errors } = await app.client(token).query<Page>(query(first));
    expect(errors).toEqual([]);
    page = data!.homeFeed;
  });
  return { names: namesOf(commands), page: page!, mongo: commands.filter((command): command is MongoCommand => command.store === 'mongodb') };
}

/** A session that this process has seen is not looked at again. */
const afterTheSession = (names: readonly string[]) => names.filter((name) => name !== 'postgres: sessions.facts');

async function warmUp(person: Person): Promise<void> {
  await until(async () => {
    await timelines.plaza.assembly.feeds.idle();
    return (await read(timelines, person, 1)).page.state === 'FRESH';
  });
}

const keysOf = async (commands: readonly MongoCommand[]) => {
  let keys = 0;
  for (const command of commands) {
    const plan = await explainMongo(patient, command);
    expect(plan.collectionScans).toBe(0);
    keys += plan.keys;
  }
  return keys;
};

describe('L4: a page of the home feed costs as many commands for one followee as for thousands', () => {
  test.each([1, 200, 5_000])('%i followees, from the stores and from a timeline, by 1, 20 and 100', async (followees) => {
    const person = await follower(followees);
    for (const first of [1, 20, 100]) {
      const { names, page, mongo } = await read(stores, person, first);
      expect(afterTheSession(names)).toEqual(afterTheSession(FROM_STORES));
      // Reposts are read beside posts: a chunk of each. Whatever is a repost of what stands elsewhere makes a page read on.
      if (first === 20) expect(await keysOf(mongo)).toBeLessThanOrEqual(2 * K * (first + followees) + PER_ROW * (first + 1));
      if (followees > 1) expect(page.edges.length).toBeGreaterThanOrEqual(first * 0.9);
    }
    await warmUp(person);
    for (const first of [1, 20, 100]) {
      const { names, page, mongo } = await read(timelines, person, first);
      expect(page.state).toBe('FRESH');
      expect(afterTheSession(names)).toEqual(afterTheSession(WARM));
      expect(await keysOf(mongo)).toBeLessThanOrEqual(PER_ROW * (first + 1));
      expect(page.edges).toEqual((await read(stores, person, first)).page.edges);
    }
  });

  test('one command more where somebody is merged at read, or a tag is followed', async () => {
    const [merging, tagging] = [await follower(100), await follower(100)];
    const bulk = new Bulk(everything);
    await bulk.merged([people[50]!]);
    await bulk.tagFollows([[tagging.userId, 'tea']]);
    for (const person of [merging, tagging]) {
      await warmUp(person);
      for (const first of [1, 20, 100]) {
        const { names, page } = await read(timelines, person, first);
        expect(afterTheSession(names)).toEqual(afterTheSession(WITH_MERGED));
        expect(page.edges).toEqual((await read(stores, person, first)).page.edges);
      }
    }
  });

  test('five commands more at most, for all of a page, where strangers reposted its posts before those whom one follows', async () => {
    const bulk = new Bulk(everything);
    const [author, followed, ...strangers] = await bulk.people(82);
    const person = await follower(40);
    await bulk.follows([[person.userId, followed!]]);
    const now = Date.now();
    const reposted = await bulk.posts(Array.from({ length: 60 }, (_, i) => ({ _id: mintId(new Date(now - 60_000 + i)), authorId: author! })));
    // Half of them by more strangers than are looked at in one go: for those it is asked what of all followees.
    const before = (i: number) => strangers.slice(0, i % 2 === 0 ? 10 : 80).map((stranger, n) => [stranger, reposted[i]!, new Date(now - 50_000 + n)] as const);
    await bulk.reposts(reposted.flatMap((post, i) => [...before(i), [followed!, post, new Date(now - 20_000 + i)] as const]));
    const undecided = ['mongodb: aggregate', 'postgres: feeds.bringers', 'postgres: feeds.whole-circle', 'mongodb: aggregate reposts', 'postgres: relations.people'];
    await warmUp(person);
    for (const first of [5, 20, 60]) {
      const { names, page } = await read(timelines, person, first);
      expect(page.edges.filter((edge) => (edge as { reason: { kind: string } }).reason.kind === 'REPOST')).toHaveLength(first);
      expect(page.edges).toEqual((await read(stores, person, first)).page.edges);
      expect(afterTheSession(names)).toEqual(afterTheSession([...WARM, ...undecided].sort()));
    }
  });
});
