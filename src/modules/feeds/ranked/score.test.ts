import { describe, expect, test } from '@jest/globals';
import { type Facts, rank } from './score.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const item = (name: string, facts: Partial<Facts> = {}) => ({ name, authorId: name, since: NOW, reactions: 0, comments: 0, reposts: 0, dealings: 0, ...facts });
const order = (...items: ReturnType<typeof item>[]) => rank(items, NOW).map(({ item: { name } }) => name);
const scoreOf = (facts: Partial<Facts>) => rank([item('one', facts)], NOW)[0]!.score;

describe('the score of an item', () => {
  test('is 1 for what is new and nobody has said anything to', () => {
    expect(scoreOf({})).toEqual({ total: 1, recency: 1, affinity: 1, engagement: 1, variety: 1 });
  });

  test('halves every twelve hours, and what claims to come from the future is new', () => {
    expect(scoreOf({ since: hoursAgo(12) }).recency).toBeCloseTo(0.5, 10);
    expect(scoreOf({ since: hoursAgo(36) }).recency).toBeCloseTo(0.125, 10);
    expect(scoreOf({ since: hoursAgo(-5) }).recency).toBe(1);
  });

  test('grows by one with each tenfold of what people say, comments twice and reposts three times', () => {
    expect(scoreOf({ reactions: 9 }).engagement).toBeCloseTo(2, 10);
    expect(scoreOf({ reactions: 49, comments: 10, reposts: 10 }).engagement).toBeCloseTo(3, 10);
  });

  test('comes to half of what affinity can add after five dealings, and never to all of it', () => {
    expect(scoreOf({ dealings: 5 }).affinity).toBeCloseTo(1.5, 10);
    expect(scoreOf({ dealings: 1_000_000 }).affinity).toBeLessThan(2);
  });

  test('is the product of its parts', () => {
    const { total, recency, affinity, engagement, variety } = scoreOf({ since: hoursAgo(7), reactions: 3, comments: 2, reposts: 1, dealings: 4 });
    expect(total).toBeCloseTo(recency * affinity * engagement * variety, 12);
  });
});

describe('the order', () => {
  test('is that of time where nothing else is known', () => {
    expect(order(item('old', { since: hoursAgo(2) }), item('new'), item('older', { since: hoursAgo(3) }))).toEqual(['new', 'old', 'older']);
  });

  test('puts what is talked about before what is a little newer', () => {
    expect(order(item('quiet'), item('busy', { since: hoursAgo(6), reactions: 40 }))).toEqual(['busy', 'quiet']);
  });

  test('lets nobody drown the others', () => {
    const loud = Array.from({ length: 6 }, (_, i) => item(`loud ${i}`, { authorId: 'loud', since: hoursAgo(i / 10) }));
    const ranked = order(...loud, item('calm', { since: hoursAgo(4) }));
    expect(ranked[0]).toBe('loud 0');
    expect(ranked.indexOf('calm')).toBeLessThan(3);
  });

  test('keeps the given order among equals', () => {
    expect(order(item('a'), item('b'), item('c'))).toEqual(['a', 'b', 'c']);
  });
});
