import { expect, test } from '@jest/globals';
import { NO_RELATION } from '../../kernel/access.js';
import { mintId } from '../../kernel/ids.js';
import { ANONYMOUS, type Viewer } from '../../kernel/viewer.js';
import { whyNotRepost } from './repost.policy.js';

const somebody = { kind: 'user', userId: mintId() } as unknown as Viewer;
const open = { ...NO_RELATION, active: true };

test('public posts of open accounts may be reposted by whoever is signed in, by their author as well', () => {
  for (const relation of [open, { ...open, viewerFollows: true }, { ...open, isViewer: true }, { ...open, viewerMutes: true }]) {
    expect(whyNotRepost(somebody, { visibility: 'PUBLIC', relation })).toBeNull();
    expect(whyNotRepost(ANONYMOUS, { visibility: 'PUBLIC', relation })).toBe('SIGN_IN');
  }
});

test('what is for followers is reposted by nobody: not by a follower, and not by its author', () => {
  for (const relation of [{ ...open, viewerFollows: true }, { ...open, isViewer: true }]) {
    expect(whyNotRepost(somebody, { visibility: 'FOLLOWERS', relation })).toBe('FOLLOWERS_ONLY');
    expect(whyNotRepost(somebody, { visibility: 'PUBLIC', relation: { ...relation, isPrivate: true } })).toBe('PRIVATE_ACCOUNT');
  }
});
