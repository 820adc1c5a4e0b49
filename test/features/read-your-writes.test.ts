import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestApp } from '../support/app.js';
import { type Pair, startPair } from '../support/pair.js';
import { until } from '../support/until.js';
import type { Person } from '../support/world.js';

/** `READS=10000` asks as often as is promised; without it this takes some seconds. */
const READS = Number(process.env['READS'] ?? 400);
const WRITERS = 10;

let pair: Pair;
let apps: readonly TestApp[];
beforeAll(async () => {
  pair = await startPair({ ENTITY_CACHE: 'true', ANSWER_CACHE_SECONDS: '30' });
  apps = [pair.one, pair.other];
  for (const app of apps) await until(() => app.plaza.stores.answerCache.enabled);
});
afterAll(() => pair.close());

/** Where one's own words stand: everything that a person looks at after they have written. */
const READ = `query ($id: ID!, $username: String!, $userId: ID!) {
  post(id: $id) { text version author { displayName bio avatarUrl } }
  user(username: $username) { displayName bio avatarUrl posts(first: 1) { edges { node { text } } } }
  userFeed(userId: $userId, first: 1) { edges { node { text author { displayName } } } }
  homeFeed(first: 1) { edges { node { text author { displayName bio } } } }
  viewer { user { displayName bio } }
}`;
const EDIT = 'mutation ($input: EditPostInput!) { editPost(input: $input) { userErrors { code } } }';
const DESCRIBE = 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { userErrors { code } } }';
const DELETE = 'mutation ($input: DeletePostInput!) { deletePost(input: $input) { userErrors { code } } }';

interface Seen {
  readonly post: { text: string; version: number; author: { displayName: string; bio: string } } | null;
  readonly user: { displayName: string; bio: string; posts: { edges: { node: { text: string } }[] } };
  readonly userFeed: { edges: { node: { text: string } }[] };
  readonly homeFeed: { edges: { node: { text: string } }[] };
  readonly viewer: { user: { displayName: string; bio: string } };
}

interface Expected {
  readonly text: string | null;
  /** What stands first in every list; null for whatever that is. */
  readonly last: string | null;
  readonly version: number | null;
  readonly bio: string | null;
  /** What stands nowhere any more. */
  readonly gone?: string;
}

/** Somebody who writes on one process and reads on either, again and again. */
class Writer {
  reads = 0;

  constructor(private readonly person: Person) {}

  async work(reads: number): Promise<void> {
    for (let round = 1; this.reads < reads; round++) {
      const [here, there] = round % 2 ? [0, 1] : [1, 0];
      const first = `Post of round ${round}`;
      const id = await this.on(apps[here]!).post(first);
      await this.sees(id, { text: first, last: first, version: 1, bio: null });
      const [text, bio] = [`Edited in round ${round}`, `Bio of round ${round}`];
      await Promise.all([
        this.write(apps[here]!, EDIT, { postId: id, text, expectedVersion: 1 }),
        this.write(apps[there]!, DESCRIBE, { bio, displayName: `Name ${round}`, avatarUrl: `https://example.org/${round}.png` }),
      ]);
      await this.sees(id, { text, last: text, version: 2, bio });
      if (round % 3 === 0) {
        await this.write(apps[there]!, DELETE, { postId: id });
        await this.sees(id, { text: null, last: null, version: null, bio, gone: text });
      }
    }
  }

  private on(app: TestApp) {
    return { post: (text: string) => app.world.post({ ...this.person, client: app.client(this.person.token) }, text) };
  }

  private async write(app: TestApp, mutation: string, input: object): Promise<void> {
    const { data, errors } = await app.client(this.person.token).query<Record<string, { userErrors: unknown[] }>>(mutation, { input });
    expect([errors, Object.values(data ?? {})]).toEqual([[], [{ userErrors: [] }]]);
  }

  /** Asks both processes at once; the very next read must show what was written. */
  private async sees(id: string, { text, last, version, bio, gone }: Expected): Promise<void> {
    const { username, id: userId, token } = this.person;
    const answers = await Promise.all(apps.map((app) => app.client(token).query<Seen>(READ, { id, username, userId })));
    for (const { data, errors } of answers) {
      expect(errors).toEqual([]);
      const { post, user, userFeed, homeFeed, viewer } = data!;
      expect([post?.text ?? null, post?.version ?? null]).toEqual([text, version]);
      const shown = [user.posts, userFeed, homeFeed].map(({ edges }) => edges[0]?.node.text);
      if (last !== null) expect(shown).toEqual([last, last, last]);
      if (gone !== undefined) expect(shown).not.toContain(gone);
      if (bio !== null) expect([user.bio, viewer.user.bio, ...(post ? [post.author.bio] : [])].every((each) => each === bio)).toBe(true);
      this.reads++;
    }
  }
}

test(`C5: whoever has written sees it in their very next read, on either process, ${READS} times, with all caches on`, async () => {
  const people = await pair.one.world.people(Array.from({ length: WRITERS }, () => 'writer'));
  const writers = people.map((person) => new Writer(person));
  await Promise.all(writers.map((writer) => writer.work(READS / WRITERS)));
  expect(writers.reduce((sum, { reads }) => sum + reads, 0)).toBeGreaterThanOrEqual(READS);
}, 600_000);
