import { expect } from '@jest/globals';
import type fc from 'fast-check';
import type { TestApp } from './app.js';
import type { Model, Outcome } from './model.js';
import type { Pair } from './pair.js';
import { until } from './until.js';
import type { Person } from './world.js';

/** The same network in two processes, over stores. */
export interface Real {
  readonly pair: Pair;
  readonly people: Person[];
  readonly posts: string[];
}

/** Names whom and what a deed is about, by number; where there are fewer, it starts again from the first. */
export interface Choice {
  readonly who: number;
  readonly whom: number;
  readonly which: number;
  /** On the second process. */
  readonly there: boolean;
}

export const DEEDS = ['follow', 'follow', 'accept', 'unfollow', 'block', 'unblock', 'post', 'post', 'edit', 'comment', 'like', 'like', 'unlike', 'repost', 'undoRepost', 'remove', 'setPrivate', 'setPublic', 'revoke', 'look', 'look', 'join', 'takeRedisAway', 'bringRedisBack', 'restart'] as const;
export type DeedName = (typeof DEEDS)[number];

const MOST_PEOPLE = 6;
const FAULTS = new Set<DeedName>(['join', 'takeRedisAway', 'bringRedisBack', 'restart']);

/** Something that happens to both networks, after which both must say the same. */
export class Deed implements fc.AsyncCommand<Model, Real> {
  constructor(
    private readonly name: DeedName,
    private readonly choice: Choice,
  ) {}

  toString(): string {
    return `${this.name} ${JSON.stringify(this.choice)}`;
  }

  check(model: Readonly<Model>): boolean {
    const { who, whom } = this.pick(model);
    if (this.name === 'join') return model.people.length < MOST_PEOPLE;
    if (this.name === 'restart') return model.restarts === 0;
    if (this.name === 'accept') return model.people[whom]!.asks.has(who);
    return ABOUT_POSTS.has(this.name) ? model.posts.length > 0 : true;
  }

  async run(model: Model, real: Real): Promise<void> {
    if (FAULTS.has(this.name)) return this.change(model, real);
    const { who, whom, which } = this.pick(model);
    const app = this.choice.there ? real.pair.other : real.pair.one;
    const me = real.people[who]!;
    const [post, postId] = [model.posts[which]!, real.posts[which]!];
    const other = real.people[whom]?.id;
    const text = `${this.name} ${model.posts.length} ${Math.random().toString(36).slice(2)}`;
    const does = async (mutation: string, input: object, expected: Outcome) => expect(await act(app, me, mutation, input)).toBe(expected);
    switch (this.name) {
      case 'follow':
        return does('followUser', { userId: other }, model.follow(who, whom));
      case 'accept':
        return does('acceptFollowRequest', { userId: other }, model.accept(who, whom));
      case 'unfollow':
        return does('unfollowUser', { userId: other }, model.unfollow(who, whom));
      case 'block':
        return does('blockUser', { userId: other }, model.block(who, whom));
      case 'unblock':
        return does('unblockUser', { userId: other }, model.unblock(who, whom));
      case 'post': {
        const isPublic = this.choice.which % 3 > 0;
        model.posts.push({ author: who, text, version: 1, isPublic, isDeleted: false, likes: new Set(), reposts: new Set(), comments: [] });
        real.posts.push(await app.world.post({ ...me, client: app.client(me.token) }, text, isPublic ? 'PUBLIC' : 'FOLLOWERS'));
        return;
      }
      case 'edit': {
        const isStale = this.choice.whom % 3 === 0;
        const expectedVersion = isStale ? post.version + 1 : post.version;
        return does('editPost', { postId, text, expectedVersion }, model.edit(who, post, text, isStale));
      }
      case 'comment':
        return does('createComment', { postId, text }, model.comment(who, post, text));
      case 'like':
        return does('addReaction', { subjectId: postId, kind: 'LIKE' }, model.like(who, post, true));
      case 'unlike':
        return does('removeReaction', { subjectId: postId }, model.like(who, post, false));
      case 'repost':
        return does('repostPost', { postId }, model.repost(who, post));
      case 'undoRepost':
        return does('undoRepost', { postId }, model.undoRepost(who, post));
      case 'remove':
        return does('deletePost', { postId }, model.remove(who, post));
      case 'setPrivate':
      case 'setPublic':
        model.people[who]!.isPrivate = this.name === 'setPrivate';
        return does('updatePrivacy', { isPrivate: this.name === 'setPrivate' }, null);
      case 'revoke':
        await does('endAllSessions', {}, null);
        expect(await statusOf(app, me.token)).toBe(401);
        for (const each of [real.pair.one, real.pair.other]) await until(async () => (await statusOf(each, me.token)) === 401, 10_000);
        real.people[who] = await app.world.signedIn(me);
        return;
      default:
        return look(model, real, app, who);
    }
  }

  private pick({ people, posts }: Readonly<Model>): { who: number; whom: number; which: number } {
    const who = this.choice.who % people.length;
    return { who, whom: (who + 1 + (this.choice.whom % (people.length - 1))) % people.length, which: posts.length > 0 ? this.choice.which % posts.length : -1 };
  }

  private async change(model: Model, { pair, people }: Real): Promise<void> {
    if (this.name === 'join') {
      model.join();
      people.push(await pair.one.world.person('joiner'));
    } else if (this.name === 'restart') {
      model.restarts++;
      await pair.restartOther();
    } else {
      model.isRedisAway = this.name === 'takeRedisAway';
      for (const proxy of pair.proxies) {
        if (model.isRedisAway) proxy.takeAway();
        else proxy.bringBack();
      }
    }
  }
}

const ABOUT_POSTS = new Set<DeedName>(['edit', 'comment', 'like', 'unlike', 'repost', 'undoRepost', 'remove']);
const statusOf = async (app: TestApp, token: string): Promise<number> => (await app.client(token).query('{ viewer { email } }')).status;

/** Calls a mutation; gives what it was refused for. */
async function act(app: TestApp, { token }: Person, mutation: string, input: object): Promise<Outcome> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { data, errors } = await app.client(token).query<Record<string, { userErrors: { code: string }[] } | null>>(`mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`, { input });
  return errors[0]?.extensions.code ?? data?.[mutation]?.userErrors[0]?.code ?? null;
}

interface SeenPost {
  readonly text: string;
  readonly version: number;
  readonly viewerReaction: string | null;
  readonly viewerHasReposted: boolean;
  readonly comments: { readonly edges: readonly { readonly node: { readonly text: string } }[] };
}

interface SeenPerson {
  readonly viewerIsFollowing: boolean;
  readonly posts: { readonly edges: readonly { readonly node: { readonly text: string } }[] };
}

const LOOK = `query ($posts: [ID!]!, $people: [ID!]!) {
  posts: nodes(ids: $posts) { ... on Post { text version viewerReaction viewerHasReposted comments(first: 100) { edges { node { text } } } } }
  people: nodes(ids: $people) { ... on User { viewerIsFollowing posts(first: 100) { edges { node { text } } } } }
}`;
const textsOf = ({ edges }: SeenPerson['posts']): string[] => edges.map(({ node }) => node.text);

/** Somebody looks at everything: they see what the model says, and nobody who is not signed in sees more than it says. */
async function look(model: Model, { people, posts }: Real, app: TestApp, viewer: number): Promise<void> {
  const variables = { posts, people: people.map(({ id }) => id) };
  const { data, errors } = await app.client(people[viewer]!.token).query<{ posts: (SeenPost | null)[]; people: (SeenPerson | null)[] }>(LOOK, variables);
  expect(errors).toEqual([]);
  const seenPosts = data!.posts.map((post) => post && { ...post, comments: textsOf(post.comments) });
  expect(seenPosts).toEqual(model.posts.map((post) => model.sees(viewer, post)
    ? { text: post.text, version: post.version, viewerReaction: post.likes.has(viewer) ? 'LIKE' : null, viewerHasReposted: post.reposts.has(viewer), comments: expect.arrayContaining(model.commentsFor(viewer, post)) }
    : null));
  expect(seenPosts.map((post) => post?.comments.length ?? 0)).toEqual(model.posts.map((post) => (model.sees(viewer, post) ? model.commentsFor(viewer, post).length : 0)));
  const seenPeople = data!.people.map((person) => person && { isFollowed: person.viewerIsFollowing, posts: textsOf(person.posts) });
  expect(seenPeople).toEqual(model.people.map((_, i) => (i !== viewer && model.isHidden(viewer, i)
    ? null
    : { isFollowed: model.people[viewer]!.follows.has(i), posts: model.posts.filter((post) => post.author === i && model.sees(viewer, post)).map(({ text }) => text).reverse() })));

  const { body } = await app.client().query('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Post { text } } publicFeed(first: 100) { edges { node { text } } } }', { ids: posts });
  for (const post of model.posts) if (!model.sees(null, post)) expect(body).not.toContain(post.text);
}

/** Once everything has had its effects, every counter is what the model says. */
export async function expectCounters(model: Model, { pair, people, posts }: Real): Promise<void> {
  await pair.one.settled();
  for (const [i, post] of model.posts.entries()) {
    if (post.isDeleted) continue;
    const { data } = await pair.other.client(people[post.author]!.token).query('query ($id: ID!) { post(id: $id) { reactionCount repostCount commentCount } }', { id: posts[i] });
    expect(data?.['post']).toEqual({ reactionCount: post.likes.size, repostCount: post.reposts.size, commentCount: post.comments.length });
  }
  for (const [i, person] of model.people.entries()) {
    const { data } = await pair.other.client(people[i]!.token).query('{ viewer { user { followerCount followeeCount } } }');
    expect(data?.['viewer']).toEqual({ user: { followerCount: model.people.filter(({ follows }) => follows.has(i)).length, followeeCount: person.follows.size } });
  }
}
