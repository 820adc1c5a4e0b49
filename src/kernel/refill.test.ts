import { expect, test } from '@jest/globals';
import { type Id, mintId } from './ids.js';
import type { PageRequest } from './page.js';
import { readFiltered } from './refill.js';

const ids: Id[] = Array.from({ length: 30 }, (_, i) => mintId(new Date(1_000 + i)));

/** A list of the 30 ids, of which only those with an index in `visible` may be seen; counts its reads. */
function listOf(visible: (index: number) => boolean) {
  const list = {
    reads: 0,
    read: async (request: PageRequest) => {
      list.reads++;
      const ordered = request.backward ? [...ids].reverse() : ids;
      const from = request.after === null ? 0 : ordered.indexOf(request.after) + 1;
      return ordered.slice(from, from + request.size + 1);
    },
    show: async (rows: readonly Id[]) => rows.map((id) => (visible(ids.indexOf(id)) ? ids.indexOf(id) : null)),
    positionOf: (id: Id) => id,
  };
  return list;
}

const forward = (size: number, after: Id | null = null): PageRequest => ({ size, after, backward: false });

test('a page that nothing is hidden from is read once', async () => {
  const list = listOf(() => true);
  const page = await readFiltered(forward(5), list);
  expect(page).toEqual({ edges: [0, 1, 2, 3, 4], hasNextPage: true, hasPreviousPage: false, startPosition: ids[0], endPosition: ids[4] });
  expect(list.reads).toBe(1);
});

test('hidden rows are passed over and the page is filled up, without losing what was read too much', async () => {
  const page = await readFiltered(forward(5), listOf((i) => i % 2 === 0));
  expect(page).toMatchObject({ edges: [0, 2, 4, 6, 8], hasNextPage: true, endPosition: ids[9] });
});

test('after two refills a page stays short, says that there is more, and goes on behind what was looked at', async () => {
  const list = listOf((i) => i >= 20);
  const page = await readFiltered(forward(5), list);
  expect(list.reads).toBe(3);
  expect(page).toMatchObject({ edges: [], hasNextPage: true, startPosition: ids[14], endPosition: ids[14] });
  expect((await readFiltered(forward(5, page.endPosition), list)).edges).toEqual([20, 21, 22, 23, 24].slice(0, 5));
});

test('the end of the list is the end, also when its last rows are hidden', async () => {
  const page = await readFiltered(forward(10, ids[24]!), listOf((i) => i < 27));
  expect(page).toMatchObject({ edges: [25, 26], hasNextPage: false, hasPreviousPage: true });
});

test('a page that is full while looked-at rows remain says that there is more', async () => {
  const page = await readFiltered(forward(3, ids[24]!), listOf((i) => i !== 25));
  expect(page).toMatchObject({ edges: [26, 27, 28], hasNextPage: true, endPosition: ids[28] });
});

test('backward pages come in list order', async () => {
  const page = await readFiltered({ size: 3, after: null, backward: true }, listOf((i) => i !== 28));
  expect(page).toMatchObject({ edges: [26, 27, 29], hasNextPage: false, hasPreviousPage: true, startPosition: ids[26], endPosition: ids[29] });
});
