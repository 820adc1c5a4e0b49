import { expect, test } from '@jest/globals';
import { AppError } from './errors.js';
import { mintId } from './ids.js';
import { decodeCursor, encodeCursor, type ListKind, pageOf, type PageArguments, readPage } from './page.js';

const LISTS: readonly ListKind[] = ['posts', 'comments', 'follows'];
const id = mintId();

/** What is said of arguments that are refused: the code, and the argument to mend. */
function refusal(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof AppError ? [error.code, error.details['argument']] : error;
  }
}

test('a cursor comes back as the position it was made of', () => {
  for (const list of LISTS) expect(decodeCursor(list, encodeCursor(list, id), 'after')).toBe(id);
});

test('a cursor of one list means nothing in another', () => {
  for (const list of LISTS) {
    for (const other of LISTS.filter((each) => each !== list)) expect(refusal(() => decodeCursor(other, encodeCursor(list, id), 'before'))).toEqual(['BAD_USER_INPUT', 'before']);
  }
});

test('only the spelling that was given out is read, of ids that could be ours', () => {
  const cursor = encodeCursor('posts', id);
  const spellings = ['', 'p', cursor.slice(0, -1), `${cursor}A`, `${cursor}=`, ` ${cursor}`, `${cursor}\n`, cursor.replace(/./, '\0'), 'é'.repeat(23), 'a'.repeat(1_000_000)];
  const version4 = Buffer.concat([Buffer.from('p'), Buffer.from('936da01f9abd4d9d80c702af85c822a8', 'hex')]).toString('base64url');
  for (const wrong of [...spellings, version4]) expect(refusal(() => decodeCursor('posts', wrong, 'after'))).toEqual(['BAD_USER_INPUT', 'after']);
});

test('a page has 1 to 100 rows, 20 where nobody says, in one direction', () => {
  const cursor = encodeCursor('posts', id);
  const read = (args: PageArguments) => refusal(() => readPage('posts', args));
  expect(read({})).toEqual({ size: 20, after: null, backward: false });
  expect(read({ first: null, after: null, last: null, before: null })).toEqual({ size: 20, after: null, backward: false });
  expect(read({ first: 100, after: cursor })).toEqual({ size: 100, after: id, backward: false });
  expect(read({ before: cursor })).toEqual({ size: 20, after: id, backward: true });
  for (const size of [0, -1, 101, 1e9, -(2 ** 31)]) {
    expect(read({ first: size })).toEqual(['BAD_USER_INPUT', 'first']);
    expect(read({ last: size })).toEqual(['BAD_USER_INPUT', 'last']);
  }
  expect(read({ first: 1, last: 1 })).toEqual(['BAD_USER_INPUT', 'last']);
  expect(read({ after: cursor, before: cursor })).toEqual(['BAD_USER_INPUT', 'before']);
  expect(read({ after: '' })).toEqual(['BAD_USER_INPUT', 'after']);
});

test('one row more than asked says that there is more; a backward page comes in the order of the list', () => {
  const ids = ['c', 'b', 'a'];
  const forward = pageOf({ size: 2, after: null, backward: false }, ids, (each) => each);
  expect(forward).toEqual({ edges: ['c', 'b'], hasNextPage: true, hasPreviousPage: false, startPosition: 'c', endPosition: 'b' });
  const backward = pageOf({ size: 2, after: 'd', backward: true }, ids, (each) => each);
  expect(backward).toEqual({ edges: ['b', 'c'], hasNextPage: true, hasPreviousPage: true, startPosition: 'b', endPosition: 'c' });
  expect(pageOf({ size: 2, after: 'd', backward: false }, [], (each: string) => each)).toEqual({ edges: [], hasNextPage: false, hasPreviousPage: true, startPosition: null, endPosition: null });
});
