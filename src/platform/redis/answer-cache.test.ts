import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type ComputedAnswer, KeyValueAnswerCache } from './answer-cache.js';
import { MemoryKeyValue } from './key-value.js';

const TTL_MS = 50;
const good = (answer: string): ComputedAnswer => ({ answer, keep: true, failed: false });
const away: ComputedAnswer = { answer: 'away', keep: false, failed: true };
const refused: ComputedAnswer = { answer: 'refused', keep: false, failed: false };

/** Two processes over one store, and an answer of the past in it. */
async function setUp() {
  const store = new MemoryKeyValue();
  const [cache, elsewhere] = [new KeyValueAnswerCache(store, TTL_MS), new KeyValueAnswerCache(store, TTL_MS)];
  let computations = 0;
  const ask = (compute: () => Promise<ComputedAnswer>, of = cache) => of.answer('key', () => (computations++, compute()));
  expect(await ask(async () => good('old'))).toBe('old');
  expect(await ask(async () => good('never asked for'), elsewhere)).toBe('old');
  expect(computations).toBe(1);
  await sleep(TTL_MS + 10);
  return { store, cache, elsewhere, ask, count: () => computations };
}

test('O3: 500 who ask for what is past its time cost one computation in each process, and get what it gave', async () => {
  const { ask, cache, elsewhere, count } = await setUp();
  const compute = () => sleep(20).then(() => good('new'));
  const answers = await Promise.all(Array.from({ length: 500 }, (_, i) => ask(compute, i % 2 ? cache : elsewhere)));
  expect(new Set(answers)).toEqual(new Set(['new']));
  expect(count()).toBe(1 + 2);
});

test('O3: where a new answer fails the last one is served, and the next one tries again', async () => {
  const { ask } = await setUp();
  expect(await ask(async () => away)).toBe('old');
  await sleep(1);
  expect(await ask(() => Promise.reject(new Error('broken')))).toBe('old');
  await sleep(1);
  expect(await ask(async () => good('new'))).toBe('new');
  expect(await ask(async () => good('never asked for'))).toBe('new');
});

test('O3: where a new answer is slow the last one is served after a second, at once to those who come later, and the new one is kept when it comes', async () => {
  const { ask, count } = await setUp();
  let land!: (answer: ComputedAnswer) => void;
  const slow = () => new Promise<ComputedAnswer>((resolve) => (land = resolve));
  expect(await Promise.all([ask(slow), ask(slow)])).toEqual(['old', 'old']);
  const late = performance.now();
  expect(await ask(slow)).toBe('old');
  expect(performance.now() - late).toBeLessThan(500);
  expect(count()).toBe(1 + 1);
  land(good('new'));
  await sleep(1);
  expect(await ask(async () => good('never asked for'))).toBe('new');
});

test('Z6, O3: once the generation is raised nothing older is served, also where there is nothing else', async () => {
  const { ask, elsewhere } = await setUp();
  await elsewhere.raise();
  expect(await ask(async () => away)).toBe('away');
  await sleep(1);
  await expect(ask(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await sleep(1);
  expect(await ask(async () => good('new'))).toBe('new');
});

test('a refusal is told, whatever there was before', async () => {
  const { ask } = await setUp();
  expect(await ask(async () => refused)).toBe('refused');
});

test('O3: 1,000 answers that are kept at once are past their times spread over a tenth of it', async () => {
  const store = new MemoryKeyValue();
  const times: number[] = [];
  const setMany = store.setMany.bind(store);
  store.setMany = async (entries) => {
    for (const [key, value] of entries) if (key.includes(':kept:')) times.push(Number(value.split(' ', 1)[0]));
    await setMany(entries);
  };
  const cache = new KeyValueAnswerCache(store, 1_000_000);
  await Promise.all(Array.from({ length: 1_000 }, (_, i) => cache.answer(`key ${i}`, async () => good('answer'))));
  expect(times).toHaveLength(1_000);
  const first = Math.min(...times);
  const perHundredth = Array.from({ length: 10 }, (_, i) => times.filter((time) => Math.floor((time - first) / 10_000) === i).length);
  expect(Math.max(...perHundredth)).toBeLessThan(200);
  expect(Math.min(...perHundredth)).toBeGreaterThan(20);
});
