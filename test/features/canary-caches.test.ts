import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { Walk, WIDE_LIMITS } from '../support/canary-walk.js';
import { foundIn, must, shownTo, type ViewerName, WALKERS } from '../support/canary-secrets.js';
import { type CanaryWorld, deleteBy, plantCanaries } from '../support/canary-world.js';

let app: TestApp;
/** Another process over the same stores and caches. */
let other: TestApp;
let planted: CanaryWorld;

beforeAll(async () => {
  const env = { ...WIDE_LIMITS, ENTITY_CACHE: 'true', ANSWER_CACHE_SECONDS: '30' };
  app = await startTestApp({ env });
  planted = await plantCanaries(app);
  // Not compiled: most documents are asked for once or twice here.
  other = await startTestApp({ beside: app, env: { ...env, PLAZA_ROLE: 'api', GRAPHQL_JIT: 'false' } });
});
afterAll(async () => {
  await other.close();
  await app.close();
});

const walk = async (viewer: ViewerName, on = app): Promise<string[]> => foundIn(planted.secrets, (await Walk.of(planted.client(viewer, on), planted.known)).bytes);
const names = (viewer: ViewerName, ...lost: string[]): string[] => shownTo(planted.secrets, viewer).filter((name) => !lost.includes(name));

test('Z7: caches that the entitled have warmed tell outsiders nothing', async () => {
  for (const viewer of [...WALKERS].reverse()) expect([viewer, await walk(viewer)]).toEqual([viewer, names(viewer)]);
  // And the other way round: what was kept for outsiders is not what the entitled get.
  expect(await walk('fan', other)).toEqual(names('fan'));
}, 400_000);

test('Z6: with all caches warm, unfollowing, blocking and deleting are felt at once, by every process', async () => {
  const { ada, fan, eve, stranger } = planted.people;
  const mutate = (person: typeof ada, mutation: string, userId: string) =>
    must(person, `mutation ($userId: ID!) { ${mutation}(input: { userId: $userId }) { userErrors { code } } }`, { userId });
  await walk('anonymous', other);

  await mutate(fan, 'unfollowUser', ada.id);
  const behindFollowing = ['followers post', 'comment under followers post', 'answer under followers post'];
  expect(await walk('fan', other)).toEqual(names('fan', ...behindFollowing));

  await mutate(ada, 'blockUser', stranger.id);
  const ofAda = ['profile', 'public post', 'comment of ada', 'answer below ada', 'answer further below ada', 'own answer below ada', 'repost by ada'];
  // Whom one can't see stands in no list of one's own either.
  expect(await walk('stranger', other)).toEqual(names('stranger', ...ofAda, 'mute of ada'));

  await deleteBy(eve, 'Post', planted.ids['square']!);
  const underSquare = planted.secrets.filter(({ name }) => /^(square|comment of|answer below|answer further|answer to|own answer|repost by)/.test(name)).map(({ name }) => name);
  expect(await walk('anonymous', other)).toEqual(names('anonymous', ...underSquare));
  expect(await walk('anonymous')).toEqual(names('anonymous', ...underSquare));
}, 400_000);
