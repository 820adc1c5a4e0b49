import { expect, test } from '@jest/globals';
import { CachedRows } from './cached-rows.js';

interface Row {
  readonly id: string;
  readonly rev: number;
}

function setUp() {
  const kept = new Map<string, string>();
  const world = new Map<string, Row>([['a', { id: 'a', rev: 1 }], ['b', { id: 'b', rev: 4 }]]);
  const reads: string[][] = [];
  const rows = new CachedRows<Row>({
    name: 'row',
    cache: {
      enabled: true,
      getMany: async (keys) => keys.map((key) => kept.get(key) ?? null),
      setMany: (entries) => entries.forEach(([key, value]) => kept.set(key, value)),
    },
    async read(ids) {
      reads.push([...ids]);
      return new Map(ids.flatMap((id) => (world.has(id) ? [[id, world.get(id)!] as const] : [])));
    },
    encode: (row) => JSON.stringify(row),
    decode: (text) => JSON.parse(text) as Row,
  });
  return { kept, world, reads, rows };
}

test('a missing row is read once and then found in the cache', async () => {
  const { rows, reads } = setUp();
  expect([...(await rows.get(new Map([['a', 1], ['b', 4], ['c', 1]])))]).toEqual([['a', { id: 'a', rev: 1 }], ['b', { id: 'b', rev: 4 }]]);
  await rows.get(new Map([['a', 1], ['b', 4]]));
  expect(reads).toEqual([['a', 'b', 'c']]);
});

test('many that miss the same key at once share one flight', async () => {
  const { rows, reads } = setUp();
  const found = await Promise.all([rows.get(new Map([['a', 1]])), rows.get(new Map([['a', 1], ['b', 4]]))]);
  expect(found.map((each) => each.size)).toEqual([1, 2]);
  expect(reads).toEqual([['a'], ['b']]);
});

test('a row that is younger than asked is kept under its own rev', async () => {
  const { rows, world, kept } = setUp();
  world.set('a', { id: 'a', rev: 2 });
  expect((await rows.get(new Map([['a', 1]]))).get('a')).toEqual({ id: 'a', rev: 2 });
  expect([...kept.keys()]).toEqual(['row:a:2']);
});
