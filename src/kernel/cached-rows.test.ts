import { expect, test } from '@jest/globals';
import { CachedRows, type RowSource } from './cached-rows.js';

interface Row {
  readonly id: string;
  readonly rev: number;
}

/** Asks a cache of its own for rows by id and rev, and tells what came by id. */
function asker(source: RowSource<Row, Row>) {
  const cached = new CachedRows<Row, Row>(source);
  return {
    async get(revs: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, Row>> {
      const found = await cached.get([...revs].map(([id, rev]) => ({ id, rev })));
      return new Map([...found].map(([{ id }, row]) => [id, row]));
    },
    ask: (skeletons: readonly Row[]) => cached.get(skeletons),
  };
}

function setUp() {
  const kept = new Map<string, string>();
  const world = new Map<string, Row>([['a', { id: 'a', rev: 1 }], ['b', { id: 'b', rev: 4 }]]);
  const reads: string[][] = [];
  const asked: string[] = [];
  let delay: Promise<void> | null = null;
  /** The next look into the cache is answered with what is there now, and not before the function is called. */
  const delayed = (): (() => void) => {
    let go!: () => void;
    delay = new Promise((resolve) => (go = resolve));
    return go;
  };
  const source: RowSource<Row, Row> = {
    name: 'row',
    cache: {
      enabled: true,
      async getMany(keys) {
        asked.push(...keys);
        const hits = keys.map((key) => kept.get(key) ?? null);
        const wait = delay;
        delay = null;
        await wait;
        return hits;
      },
      setMany: (entries) => entries.forEach(([key, value]) => kept.set(key, value)),
    },
    idOf: ({ id }) => id,
    async read(skeletons) {
      reads.push(skeletons.map(({ id }) => id));
      return new Map(skeletons.flatMap(({ id }) => (world.has(id) ? [[id, world.get(id)!] as const] : [])));
    },
    encode: (row) => JSON.stringify(row),
    decode: (text) => JSON.parse(text) as Row,
  };
  return { kept, world, reads, asked, delayed, rows: asker(source), elsewhere: asker(source) };
}

test('a missing row is read once and then found in the cache', async () => {
  const { rows, reads } = setUp();
  expect([...(await rows.get(new Map([['a', 1], ['b', 4], ['c', 1]])))]).toEqual([['a', { id: 'a', rev: 1 }], ['b', { id: 'b', rev: 4 }]]);
  await rows.get(new Map([['a', 1], ['b', 4]]));
  expect(reads).toEqual([['a', 'b', 'c']]);
});

test('what one process has read another finds in the cache, and asks for it only once', async () => {
  const { rows, elsewhere, reads, asked } = setUp();
  await rows.get(new Map([['a', 1]]));
  asked.length = 0;
  expect((await elsewhere.get(new Map([['a', 1]]))).get('a')).toEqual({ id: 'a', rev: 1 });
  await elsewhere.get(new Map([['a', 1]]));
  expect({ reads, asked }).toEqual({ reads: [['a']], asked: ['row:a:1'] });
});

test('another revision is another row', async () => {
  const { rows, world } = setUp();
  await rows.get(new Map([['a', 1]]));
  world.set('a', { id: 'a', rev: 2 });
  expect((await rows.get(new Map([['a', 2]]))).get('a')).toEqual({ id: 'a', rev: 2 });
});

test('many that miss the same key at once share one flight', async () => {
  const { rows, reads } = setUp();
  const found = await Promise.all([rows.get(new Map([['a', 1]])), rows.get(new Map([['a', 1], ['b', 4]]))]);
  expect(found.map((each) => each.size)).toEqual([1, 2]);
  expect(reads).toEqual([['a'], ['b']]);
});

test('O3: whoever looked before a flight landed, and hears of it only after, does not read again', async () => {
  const { rows, reads, delayed } = setUp();
  const answer = delayed();
  const late = rows.get(new Map([['a', 1]]));
  await rows.get(new Map([['a', 1]]));
  answer();
  expect((await late).get('a')).toEqual({ id: 'a', rev: 1 });
  expect(reads).toEqual([['a']]);
});

test('a row that is younger than asked is kept under its own rev', async () => {
  const { rows, world, kept } = setUp();
  world.set('a', { id: 'a', rev: 2 });
  expect((await rows.get(new Map([['a', 1]]))).get('a')).toEqual({ id: 'a', rev: 2 });
  expect([...kept.keys()]).toEqual(['row:a:2']);
});

test('what is asked for twice at once is read once, and given to both', async () => {
  const { rows, reads, asked } = setUp();
  const twice = [{ id: 'a', rev: 1 }, { id: 'a', rev: 1 }];
  const found = await rows.ask(twice);
  expect(twice.map((skeleton) => found.get(skeleton))).toEqual([{ id: 'a', rev: 1 }, { id: 'a', rev: 1 }]);
  expect({ asked, reads }).toEqual({ asked: ['row:a:1'], reads: [['a']] });
});

test('of what is near another revision is no hit, whether it is older or younger', async () => {
  const { rows, world, asked } = setUp();
  await rows.get(new Map([['b', 4]]));
  for (const rev of [3, 5]) {
    world.set('b', { id: 'b', rev });
    asked.length = 0;
    expect((await rows.get(new Map([['b', rev]]))).get('b')).toEqual({ id: 'b', rev });
    expect(asked).toEqual([`row:b:${rev}`]);
  }
});

test('the youngest that was met stays near', async () => {
  const { rows, elsewhere, world, asked } = setUp();
  await elsewhere.get(new Map([['b', 4]]));
  world.set('b', { id: 'b', rev: 5 });
  for (const rev of [5, 4]) await rows.get(new Map([['b', rev]]));
  asked.length = 0;
  expect((await rows.get(new Map([['b', 5]]))).get('b')).toEqual({ id: 'b', rev: 5 });
  expect(asked).toEqual([]);
});
