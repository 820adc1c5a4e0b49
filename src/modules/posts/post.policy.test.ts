import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_RELATION, type Relation } from '../../kernel/access.js';
import { mintId } from '../../kernel/ids.js';
import { ANONYMOUS } from '../../kernel/viewer.js';
import { maySeePost, visibleKinds, whyNotOwn } from './post.policy.js';

const stranger: Relation = { ...NO_RELATION, active: true };
const admired: Relation = { ...stranger, followsViewer: true };

test('everybody sees public posts, followers and the author see the others', () => {
  expect(visibleKinds(stranger)).toEqual(['PUBLIC']);
  expect(visibleKinds(admired)).toEqual(['PUBLIC']);
  expect(visibleKinds({ ...stranger, viewerFollows: true })).toEqual(['PUBLIC', 'FOLLOWERS']);
  expect(visibleKinds({ ...stranger, isViewer: true })).toEqual(['PUBLIC', 'FOLLOWERS']);
});

test('Z4: of a private account even public posts are for followers and the author only', () => {
  const closed = { ...stranger, isPrivate: true };
  for (const relation of [closed, { ...closed, followsViewer: true }]) {
    expect(visibleKinds(relation)).toEqual([]);
  }
  expect(visibleKinds({ ...closed, viewerFollows: true })).toEqual(['PUBLIC', 'FOLLOWERS']);
  expect(visibleKinds({ ...closed, isViewer: true })).toEqual(['PUBLIC', 'FOLLOWERS']);
});

test('a mute takes nothing away from what may be seen', () => {
  expect(visibleKinds({ ...stranger, viewerFollows: true, viewerMutes: true })).toEqual(['PUBLIC', 'FOLLOWERS']);
});

test('who is blocked or inactive shows nothing, whatever else is true', () => {
  const flags = fc.record({ active: fc.boolean(), blocked: fc.boolean(), viewerBlocks: fc.boolean(), viewerFollows: fc.boolean(), followsViewer: fc.boolean(), isViewer: fc.boolean(), isPrivate: fc.boolean() });
  fc.assert(
    fc.property(flags, fc.constantFrom('PUBLIC' as const, 'FOLLOWERS' as const), (said, visibility) => {
      const relation = { ...NO_RELATION, ...said };
      if (relation.blocked || !relation.active) expect(maySeePost(relation, visibility)).toBe(false);
      if (relation.isPrivate && !relation.viewerFollows && !relation.isViewer) expect(maySeePost(relation, visibility)).toBe(false);
      if (maySeePost(relation, 'FOLLOWERS')) expect(maySeePost(relation, 'PUBLIC')).toBe(true);
    }),
  );
});

test('only the author changes a post', () => {
  const [author, other] = [mintId(), mintId()];
  expect(whyNotOwn(ANONYMOUS, author)).toBe('SIGN_IN');
  expect(whyNotOwn({ userId: other, sessionId: mintId() }, author)).toBe('NOT_AUTHOR');
  expect(whyNotOwn({ userId: author, sessionId: mintId() }, author)).toBeNull();
});
