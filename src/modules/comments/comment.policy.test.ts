import { expect, test } from '@jest/globals';
import { NO_RELATION, type Relation } from '../../kernel/access.js';
import { type Id, mintId } from '../../kernel/ids.js';
import { ANONYMOUS } from '../../kernel/viewer.js';
import { type CommentFacts, MAX_DEPTH, maySeeComment, whyNotDelete, whyNotReact, whyNotReply } from './comment.policy.js';

const [ann, bob, eve] = [mintId(), mintId(), mintId()];
const stranger: Relation = { ...NO_RELATION, active: true };
const known = (hidden: Record<Id, Partial<Relation>>) => (userId: Id) => ({ ...stranger, ...hidden[userId] });
const comment = { authorId: ann, ancestorAuthorIds: [bob, eve], livingDescendants: 0, depth: 3 } satisfies CommentFacts & { depth: number };
const tombstone = { ...comment, authorId: null };

test('a comment is hidden with its author, and with any author above it', () => {
  expect(maySeeComment(comment, known({}))).toBe(true);
  expect(maySeeComment(comment, known({ [ann]: { blocked: true } }))).toBe(false);
  expect(maySeeComment(comment, known({ [eve]: { blocked: true } }))).toBe(false);
  expect(maySeeComment(comment, known({ [bob]: { active: false } }))).toBe(false);
});

test('a tombstone stays while something alive hangs on it', () => {
  expect(maySeeComment(tombstone, known({}))).toBe(false);
  expect(maySeeComment({ ...tombstone, livingDescendants: 1 }, known({}))).toBe(true);
  expect(maySeeComment({ ...tombstone, livingDescendants: 1 }, known({ [bob]: { blocked: true } }))).toBe(false);
});

test('who may do what', () => {
  const viewer = { userId: ann, sessionId: mintId() };
  expect([whyNotDelete(ANONYMOUS, comment), whyNotReply(ANONYMOUS, comment), whyNotReact(ANONYMOUS, comment)]).toEqual(['SIGN_IN', 'SIGN_IN', 'SIGN_IN']);
  expect([whyNotDelete(viewer, comment), whyNotReply(viewer, comment), whyNotReact(viewer, comment)]).toEqual([null, null, null]);
  expect([whyNotDelete(viewer, tombstone), whyNotReply(viewer, tombstone), whyNotReact(viewer, tombstone)]).toEqual(['DELETED', 'DELETED', 'DELETED']);
  expect(whyNotDelete({ ...viewer, userId: bob }, comment)).toBe('NOT_AUTHOR');
  expect(whyNotReply(viewer, { ...comment, depth: MAX_DEPTH })).toBe('TOO_DEEP');
});
