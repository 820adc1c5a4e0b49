import { expect, test } from '@jest/globals';
import { decodeCommentId, decodeGlobalId, decodePostId, decodeUserId, encodeCommentId, encodePostId, encodeUserId } from './global-id.js';
import { mintId } from './ids.js';

const [a, b, c] = [mintId(), mintId(), mintId()];
const post = { authorId: a, id: b };
const comment = { postAuthorId: a, postId: b, id: c };

test('a global id comes back as what it was made of, and its type with it', () => {
  expect(decodeGlobalId(encodeUserId(a))).toEqual({ type: 'User', ref: a });
  expect(decodeGlobalId(encodePostId(post))).toEqual({ type: 'Post', ref: post });
  expect(decodeGlobalId(encodeCommentId(comment))).toEqual({ type: 'Comment', ref: comment });
});

test('an id of one type is absent where another is wanted', () => {
  expect([decodeUserId(encodePostId(post)), decodeUserId(encodeCommentId(comment))]).toEqual([null, null]);
  expect([decodePostId(encodeUserId(a)), decodePostId(encodeCommentId(comment))]).toEqual([null, null]);
  expect([decodeCommentId(encodeUserId(a)), decodeCommentId(encodePostId(post))]).toEqual([null, null]);
});

test('a type with the ids of another, an unknown type, or ids that are not ours are absent', () => {
  const raw = (letter: string, ...ids: string[]) => Buffer.concat([Buffer.from(letter), ...ids.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'))]).toString('base64url');
  expect(raw('U', a)).toBe(encodeUserId(a));
  const wrong = [raw('U', a, b), raw('P', a), raw('C', a, b), raw('U'), raw('Q', a), raw('u', a), raw('\0', a), raw('P', a, '936da01f-9abd-4d9d-80c7-02af85c822a8'), raw('U', '00000000-0000-0000-0000-000000000000')];
  for (const text of wrong) expect({ text, decoded: decodeGlobalId(text) }).toEqual({ text, decoded: null });
});

test('there is one spelling of an id, and what is longer than any is not read', () => {
  const id = encodeCommentId(comment);
  for (const text of ['', ' ', `${id} `, `${id}=`, id.slice(0, -1), `${id}A`, id.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) + '\0', '\ud800', 'é'.repeat(20), 'a'.repeat(1_000_000)]) {
    expect(decodeGlobalId(text)).toBeNull();
  }
});
