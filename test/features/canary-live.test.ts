import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getNamedType, parse } from 'graphql';
import { startTestApp, type TestApp } from '../support/app.js';
import { unknownId } from '../support/canary-attempts.js';
import { schema, selectionOf, WIDE_LIMITS } from '../support/canary-walk.js';
import { must, type ViewerName, VIEWERS } from '../support/canary-secrets.js';
import { type CanaryWorld, deleteBy, plantCanaries } from '../support/canary-world.js';
import type { Subscription } from '../support/live-client.js';

let app: TestApp;
let planted: CanaryWorld;

beforeAll(async () => {
  app = await startTestApp({ env: { ...WIDE_LIMITS, ENTITY_CACHE: 'true', ANSWER_CACHE_SECONDS: '10' } });
  planted = await plantCanaries(app);
});
afterAll(() => app.close());

type Told = Record<string, unknown>;
const UNKNOWN = unknownId('Post');

/** Everything that can be subscribed to, with all that can be asked of an event: for each post one, where a post is named. */
function subscribeToAll(viewer: ViewerName): Map<string, Subscription<Told>> {
  const live = app.live(viewer === 'anonymous' ? null : planted.people[viewer].token);
  const open = (field: string, value?: string) => {
    const type = getNamedType(schema.getSubscriptionType()!.getFields()[field]!.type);
    const [declared, given] = value === undefined ? ['', ''] : ['($value: ID!)', '(postId: $value)'];
    return live.subscribe<Told, Told>(parse(`subscription ${declared} { ${field}${given} { ${selectionOf(type, 1)} } }`) as never, { value });
  };
  const subscriptions = new Map<string, Subscription<Told>>();
  for (const field of Object.values(schema.getSubscriptionType()!.getFields())) {
    const args = field.args.map((arg) => arg.name).filter((name) => name !== 'after');
    if (args.length === 0) subscriptions.set(field.name, open(field.name));
    else if (args.join() !== 'postId') throw new Error(`Teach this test how to subscribe to ${field.name}.`);
    else for (const id of [...planted.known.ids['Post']!, UNKNOWN]) subscriptions.set(`${field.name} ${id}`, open(field.name, id));
  }
  return subscriptions;
}

const toldTo = (subscriptions: Map<string, Subscription<Told>>): string => JSON.stringify([...subscriptions.values()].map(({ received, errors }) => [received, errors]));
const mark = (name: string) => `live-${name}-${Math.random().toString(36).slice(2)}`;

test('Z2, Z6: no live event tells outsiders anything, nor do refusals to subscribe', async () => {
  const { people, ids } = planted;
  const { ada, fan, eve, passerby, blocked, shy } = people;
  const all = new Map(VIEWERS.map((viewer) => [viewer, subscribeToAll(viewer)] as const));
  const of = (viewer: ViewerName, name: string) => all.get(viewer)!.get(name)!;

  // What one may not see is refused with the words for what is not there; the rest is open.
  for (const viewer of VIEWERS) {
    const unknown = await of(viewer, `postEvents ${UNKNOWN}`).until(({ errors }) => errors !== null);
    for (const { name, absent, shownTo } of planted.secrets) {
      if (absent?.type !== 'Post' || shownTo.includes(viewer)) continue;
      const refused = await of(viewer, `postEvents ${absent.id}`).until(({ errors }) => errors !== null);
      expect([viewer, name, refused.errors]).toEqual([viewer, name, unknown.errors]);
    }
  }
  await of('anonymous', 'homeFeedEvents').until(({ errors }) => errors !== null);
  // Once somebody has heard of a post that is made after everything was opened, everything is open.
  const isOpen = mark('open');
  const knock = await app.world.comment(eve, ids['square']!, isOpen);
  for (const viewer of VIEWERS) await of(viewer, `postEvents ${ids['square']}`).until(({ received }) => JSON.stringify(received).includes(isOpen), 15_000);

  const secrets: { name: string; marks: string[]; toldTo: ViewerName[] }[] = [];
  const tell = async (name: string, to: ViewerName[], act: (text: string) => Promise<string | void>): Promise<string> => {
    const text = mark(name);
    const id = await act(text);
    secrets.push({ name, marks: [text, ...(id ? [id] : [])], toldTo: to });
    return id ?? '';
  };
  const notBetween: ViewerName[] = ['anonymous', 'stranger', 'fan', 'ada'];
  const shortLived = await tell('public post', ['fan', 'ada'], (text) => app.world.post(ada, text));
  await tell('followers post', ['fan', 'ada'], (text) => app.world.post(ada, text, 'FOLLOWERS'));
  await tell('edited followers post', ['fan', 'ada'], (text) => edit(ada.client, ids['followers post']!, text));
  await tell('comment under a followers post', ['fan', 'ada'], (text) => app.world.comment(fan, ids['followers post']!, text));
  const comment = await tell('comment of ada', notBetween, (text) => app.world.comment(ada, ids['square']!, text));
  await tell('answer below ada', notBetween, (text) => app.world.comment(passerby, ids['square']!, text, comment));
  await tell('comment of blocked', ['anonymous', 'stranger', 'blocked', 'blocker', 'fan'], (text) => app.world.comment(blocked, ids['square']!, text));
  await tell('post of a private account', ['fan'], (text) => app.world.post(shy, text));
  await tell('comment under a post of a private account', ['fan'], (text) => app.world.comment(fan, ids['public post of a private account']!, text));
  await app.world.react(fan, ids['followers post']!);
  // Of what is gone before it is told nobody hears.
  await of('fan', `postEvents ${ids['square']}`).until(({ received }) => JSON.stringify(received).includes(comment));
  await of('fan', 'homeFeedEvents').until(({ received }) => JSON.stringify(received).includes(shortLived));
  await app.settled();
  await deleteBy(ada, 'Comment', comment);
  await deleteBy(ada, 'Post', shortLived);

  const [last, lastPost] = [mark('last'), mark('last post')];
  await app.world.comment(eve, ids['square']!, last, knock);
  await app.world.post(eve, lastPost);
  for (const viewer of VIEWERS) {
    await of(viewer, `postEvents ${ids['square']}`).until(({ received }) => JSON.stringify(received).includes(last), 15_000);
    if (viewer !== 'anonymous') await of(viewer, 'homeFeedEvents').until(({ received }) => JSON.stringify(received).includes(lastPost), 15_000);
    const told = toldTo(all.get(viewer)!);
    const heard = secrets.filter(({ marks }) => marks.some((text) => told.includes(text))).map(({ name }) => name);
    expect([viewer, heard]).toEqual([viewer, secrets.filter((secret) => secret.toldTo.includes(viewer)).map(({ name }) => name)]);
  }
});

test('Z6: who loses sight of somebody hears no more of them, on streams that are open', async () => {
  const { ada, fan, eve, passerby } = planted.people;
  const closed = planted.ids['followers post']!;
  const streams = [fan, passerby].map((person) => {
    const live = app.live(person.token);
    const post = live.subscribe<Told, Told>(parse('subscription ($id: ID!) { postEvents(postId: $id) { __typename ... on CommentAdded { comment { text } } } }') as never, { id: closed });
    const feed = live.subscribe<Told, Told>(parse('subscription { homeFeedEvents { __typename ... on PostAdded { post { text } } } }') as never);
    return { post, feed };
  });
  await app.world.follow(passerby, eve);
  const [before, after, last] = [mark('before'), mark('after'), mark('last')];
  // Said again until it is heard, since nothing tells when a stream is open.
  for (const { post, feed } of streams) {
    for (let tries = 0; tries < 50 && (post.received.length === 0 || feed.received.length === 0); tries++) {
      await app.world.comment(ada, closed, before);
      await app.world.post(ada, before, 'FOLLOWERS');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(JSON.stringify([post.received, feed.received]).match(new RegExp(before, 'g'))!.length).toBeGreaterThanOrEqual(2);
  }

  await app.world.block(ada, fan);
  await must(passerby, 'mutation ($id: ID!) { unfollowUser(input: { userId: $id }) { userErrors { code } } }', { id: ada.id });
  await app.world.comment(ada, closed, after);
  await app.world.post(ada, after, 'FOLLOWERS');
  await app.world.post(eve, last);
  for (const { post, feed } of streams) {
    await feed.until(({ received }) => JSON.stringify(received).includes(last), 15_000);
    await post.until(({ ended }) => ended, 15_000);
    expect(JSON.stringify([post.received, feed.received])).not.toContain(after);
  }
});

async function edit(client: CanaryWorld['people']['ada']['client'], postId: string, text: string): Promise<void> {
  const mutation = 'mutation ($input: EditPostInput!) { editPost(input: $input) { post { version } userErrors { message } } }';
  const { data, body } = await client.query<{ editPost: { post: unknown } | null }>(mutation, { input: { postId, text, expectedVersion: 1 } });
  if (!data?.editPost?.post) throw new Error(body);
}
