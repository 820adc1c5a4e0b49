import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

test('the main job: follow, post, comment, react, and read it all in the home feed', async () => {
  const [ada, bob] = await app.world.people(['ada', 'bob']);
  await app.world.follow(bob!, ada!);
  const post = await app.world.post(ada!, 'Hello #plaza');
  await app.world.comment(bob!, post, 'Hello Ada');
  await app.world.react(bob!, post, 'LOVE');
  await app.settled();

  const { data, errors } = await bob!.client.query(`{
    homeFeed(first: 5) { edges { node { id text commentCount viewerReaction reactionCounts { kind count }
      author { username viewerIsFollowing followerCount } comments(first: 2) { edges { node { text author { username } } } } } } }
  }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    homeFeed: {
      edges: [
        {
          node: {
            id: post,
            text: 'Hello #plaza',
            commentCount: 1,
            viewerReaction: 'LOVE',
            reactionCounts: [{ kind: 'LOVE', count: 1 }],
            author: { username: ada!.username, viewerIsFollowing: true, followerCount: 1 },
            comments: { edges: [{ node: { text: 'Hello Ada', author: { username: bob!.username } } }] },
          },
        },
      ],
    },
  });
});
