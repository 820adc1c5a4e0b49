import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getNamedType, type GraphQLNamedType, type GraphQLSchema, isAbstractType, isLeafType, isObjectType, parse } from 'graphql';
import { schemaResolvers } from '../../src/app/assemble.js';
import { makeSchema } from '../../src/app/schema.js';
import { isSameForAll, sharingPlan } from '../../src/graphql/sharing.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { namesOf, startWatchedApp, type WatchedApp } from '../support/count-commands.js';
import type { LiveClient, Subscription } from '../support/live-client.js';
import type { Person } from '../support/world.js';
import { WIDE_LIMITS } from '../support/canary-walk.js';

let app: TestApp;
let listening: WatchedApp;
let schema: GraphQLSchema;

beforeAll(async () => {
  app = await startTestApp({ env: WIDE_LIMITS });
  listening = await startWatchedApp(app, { ...WIDE_LIMITS, PLAZA_ROLE: 'realtime', MAX_ANONYMOUS_SOCKETS_PER_ADDRESS: '1000' });
  schema = await makeSchema(schemaResolvers());
});
afterAll(async () => {
  await listening.close();
  await app.close();
});

type Told = Record<string, unknown>;

/** Everything that is said to be the same for all, down to `depth` further objects. */
function sharedOf(type: GraphQLNamedType, depth: number, prefix = ''): string {
  if (isAbstractType(type)) return ['__typename', ...schema.getPossibleTypes(type).map((each) => `... on ${each.name} { ${sharedOf(each, depth, `${each.name}_`)} }`)].join(' ');
  if (!isObjectType(type)) throw new Error(type.name);
  const fields = Object.values(type.getFields()).filter((field) => isSameForAll(field as never) && field.args.length === 0);
  const selected = fields.flatMap((field) => {
    const named = getNamedType(field.type);
    const name = `${prefix}${field.name}: ${field.name}`;
    if (isLeafType(named)) return [name];
    return depth > 0 ? [`${name} { ${sharedOf(named, depth - 1)} }`] : [];
  });
  return ['__typename', ...selected].join(' ');
}

/** The same selection, and something that is each viewer's own, so that it is made for each. */
function listen(live: LiveClient, field: 'postEvents' | 'homeFeedEvents', own: string, postId: string): Subscription<Told> {
  const type = getNamedType(schema.getSubscriptionType()!.getFields()[field]!.type);
  const given = field === 'postEvents' ? '(postId: $postId)' : '';
  const declared = field === 'postEvents' ? '($postId: ID!)' : '';
  return live.subscribe<Told, Told>(parse(`subscription ${declared} { ${field}${given} { ${own} ${sharedOf(type, 3)} } }`) as never, { postId });
}

const OWN = '... on CommentAdded { own: comment { viewerCanDelete { allowed } } } ... on PostEdited { own: post { viewerCanEdit { allowed } } } ... on PostCountersChanged { own: post { viewerCanEdit { allowed } } }';
const OWN_FEED = '... on PostAdded { own: post { viewerCanEdit { allowed } } } ... on PostEdited { own: post { viewerCanEdit { allowed } } }';

const isCounted = (data: Told): boolean => JSON.stringify(data).includes('PostCountersChanged');
/** What was told, without what is each viewer's own; counters come whenever they were folded. */
const shared = ({ received }: Subscription<Told>): string[] =>
  received.filter((data) => !isCounted(data)).map((data) => JSON.stringify(data, (key, value: unknown) => (key === 'own' ? undefined : value)));

test('what is said to be the same for all who may see it is: every such field of every event, for everybody', async () => {
  const [ada, fan, stranger, talker] = (await app.world.people(['ada', 'fan', 'stranger', 'talker'])) as [Person, Person, Person, Person];
  const moderator = await app.world.official('MODERATOR');
  await app.world.follow(fan, ada);
  await app.world.follow(stranger, ada);
  await app.world.block(stranger, fan);
  const post = await app.world.post(ada, `Hello @${fan.username} #here https://example.org`);
  const first = await app.world.comment(talker, post, 'First');
  await app.world.react(fan, post);
  await app.settled();
  const tokens = [null, ada.token, fan.token, stranger.token, moderator.token];
  const onPost = tokens.map((token) => listen(listening.live(token), 'postEvents', OWN, post));
  const onFeed = [ada, fan, stranger].map(({ token }) => listen(listening.live(token), 'homeFeedEvents', OWN_FEED, post));
  await Promise.all([...onPost, ...onFeed].map((each) => each.opened()));

  const answer = await app.world.comment(talker, post, `Answer #there @${fan.username}`, first);
  await ada.client.query('mutation($i: EditPostInput!) { editPost(input: $i) { post { id } } }', { i: { postId: post, text: `Edited for @${fan.username}`, expectedVersion: 1 } });
  // Of what is gone before it is told nobody hears.
  await Promise.all(onPost.map((each) => each.until(() => shared(each).length === 2)));
  await talker.client.query('mutation($i: DeleteCommentInput!) { deleteComment(input: $i) { deletedCommentId } }', { i: { commentId: answer } });
  await app.world.post(ada, 'Another', 'FOLLOWERS');
  await Promise.all(onPost.map((each) => each.until(() => shared(each).length === 3, 20_000)));
  await Promise.all(onFeed.map((each) => each.until(() => each.received.length === 2, 20_000)));

  for (const told of [onPost, onFeed]) {
    for (const each of told) {
      expect(each.errors).toBeNull();
      expect(shared(each)).toEqual(shared(told[0]!));
      expect(each.received.length).toBeGreaterThan(0);
    }
  }
  // They were told apart: what is their own differs.
  expect(JSON.stringify(onPost[0]!.received)).not.toBe(JSON.stringify(onPost[1]!.received));
  expect(shared(onPost[0]!).join()).toContain('CommentAdded_comment');
});

test('a selection is shared as long as nothing in it is the viewer\'s own', () => {
  const plan = (selection: string, declared = '') => sharingPlan(schema, parse(`subscription Watch($id: ID!, $after: Cursor${declared}) { postEvents(postId: $id, after: $after) { ${selection} } } fragment Who on User { username } fragment Me on User { isViewer }`), 'Watch');
  expect(plan('... on LiveEvent { cursor } ... on CommentAdded { comment { id text author { ...Who } parent { id } post { author { username } reactionCount } } }')).toEqual({ sameForAll: true, variables: [] });
  for (const own of ['author { ...Me }', 'viewerReaction', 'viewerCanReply { allowed }', 'facets { ... on MentionFacet { user { id } } }', 'replies(first: 1) { edges { node { id } } }', 'post { comments(first: 1) { edges { cursor } } }', 'author { followers(first: 1) { edges { cursor } } }']) {
    expect([own, plan(`... on CommentAdded { comment { id ${own} } }`).sameForAll]).toEqual([own, false]);
  }
  // Which post it is splits no group; what an event looks like does.
  expect(plan('... on PostEdited { post { text @include(if: $words) ... @skip(if: $less) { version } } }', ', $words: Boolean!, $less: Boolean!').variables).toEqual(['less', 'words']);
});

test('B5: what an event costs the stores does not grow with those who hear of it: 200 sockets of 100 people are one', async () => {
  const [ada, talker, single] = (await app.world.people(['ada', 'talker', 'single'])) as [Person, Person, Person];
  const crowd = await app.world.people(Array.from({ length: 100 }, () => 'crowd'));
  const [lonely, busy] = [await app.world.post(ada, 'Lonely'), await app.world.post(ada, 'Busy')];
  // Ten of them do not want to hear the talker.
  for (const each of crowd.slice(0, 10)) await app.world.block(each, talker);
  const query = 'subscription ($p: ID!) { postEvents(postId: $p) { __typename ... on CommentAdded { cursor comment { id text author { username } } } } }';
  const watch = (person: Person, p: string) => listening.live(person.token).subscribe<Told, Told>(parse(query) as never, { p });
  const alone = watch(single, lonely);
  const sockets = [...crowd, ...crowd].map((person) => watch(person, busy));
  await Promise.all([alone, ...sockets].map((each) => each.opened()));

  const hears = (each: Subscription<Told>, text: string) => each.until(({ received }) => JSON.stringify(received).includes(text), 20_000);
  const costOf = async (postId: string, text: string, who: Subscription<Told>[]) => {
    await app.settled();
    const commands = await listening.watch.during(async () => {
      await app.world.comment(talker, postId, text);
      await Promise.all(who.map((each) => hears(each, text)));
    });
    return namesOf(commands.filter((command) => !isTail(command.name)));
  };
  await costOf(lonely, 'warm', [alone]);
  const one = await costOf(lonely, 'to one', [alone]);
  const all = await costOf(busy, 'to all', sockets.filter((_, i) => i % 100 >= 10));
  expect(all).toEqual(one);
  process.stderr.write(`  an event: ${one.join(', ')}\n`);
  expect(one.length).toBeLessThanOrEqual(5);
  expect(one.filter((name) => /crowd/.test(name))).toHaveLength(1);
  for (const each of sockets.filter((_, i) => i % 100 < 10)) expect(JSON.stringify(each.received)).not.toContain('to all');
});

/** What the hub asks of the log itself. */
const isTail = (name: string): boolean => /events|relay_state|consumers|outbox|counter_deltas|leases/.test(name);
