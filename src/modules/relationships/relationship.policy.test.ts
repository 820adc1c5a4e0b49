import { expect, test } from '@jest/globals';
import { NO_RELATION, type Relation } from '../../kernel/access.js';
import { ANONYMOUS } from '../../kernel/viewer.js';
import { standingOf, whyNotFollow } from './relationship.policy.js';

const stranger: Relation = { ...NO_RELATION, active: true };
const viewer = { userId: 'me', sessionId: 'session' };

test('everybody whom the viewer sees can be followed, but not oneself and not by nobody', () => {
  expect(whyNotFollow(viewer, stranger)).toBeNull();
  expect(whyNotFollow(viewer, { ...stranger, viewerFollows: true })).toBeNull();
  expect(whyNotFollow(viewer, { ...stranger, isViewer: true })).toBe('SELF');
  expect(whyNotFollow(ANONYMOUS, stranger)).toBe('SIGN_IN');
});

test('who blocked the viewer is absent; whom the viewer blocked is not, unless they are leaving', () => {
  expect(standingOf(stranger)).toBe('THERE');
  expect(standingOf({ ...stranger, blocked: true })).toBe('ABSENT');
  expect(standingOf({ ...stranger, blocked: true, viewerBlocks: true })).toBe('BLOCKED_BY_VIEWER');
  expect(standingOf({ ...stranger, active: false, blocked: true, viewerBlocks: true })).toBe('ABSENT');
  expect(standingOf({ ...stranger, active: false })).toBe('ABSENT');
});
