import { describe, expect, test } from '@jest/globals';
import { documentsOf } from './documents.js';
import { makePeople } from './people.js';
import { scaleOf } from './scale.js';
import { makeThreads } from './threads.js';

const SCALE = scaleOf(0.02);
const PEOPLE = makePeople(SCALE);

describe('the world of the bench', () => {
  test('readers follow exactly as many as is said of them, and authors are followed by exactly as many', () => {
    for (const { person, followees } of PEOPLE.cast.readers) expect(PEOPLE.followeesOf[person]).toHaveLength(followees);
    for (const { person, followers } of PEOPLE.cast.authors) expect(PEOPLE.followersOf[person]).toHaveLength(followers);
    expect(PEOPLE.cast.authors.map(({ followers }) => followers)).toEqual([10, 200, 200]);
  });

  test('nobody follows themselves, somebody twice, or across a block', () => {
    const blocked = new Set(PEOPLE.blocks.flatMap(({ from, to }) => [`${from}:${to}`, `${to}:${from}`]));
    const pairs = PEOPLE.follows.map(({ from, to }) => `${from}:${to}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(new Set(PEOPLE.blocks.map(({ from, to }) => `${from}:${to}`)).size).toBe(PEOPLE.blocks.length);
    expect(PEOPLE.follows.filter(({ from, to }) => from === to || blocked.has(`${from}:${to}`))).toEqual([]);
  });

  test('tags stand in the text where the facets say, and what is for some is not reposted', () => {
    let tagged = 0;
    let reposts = 0;
    for (const thread of makeThreads(SCALE, PEOPLE)) {
      const post = documentsOf(thread, PEOPLE).post as { text: string | null; tags?: string[]; visibility: string; facets: { tag: string; start: number; end: number }[] };
      for (const { tag, start, end } of post.facets) expect(post.text!.slice(start, end)).toBe(`#${tag}`);
      expect(post.tags ?? []).toEqual(post.facets.map(({ tag }) => tag));
      tagged += post.facets.length > 0 ? 1 : 0;
      reposts += thread.reposts.length;
      if (post.visibility === 'FOLLOWERS' || PEOPLE.persons[thread.author]!.isPrivate) expect(thread.reposts).toEqual([]);
    }
    expect(tagged).toBeGreaterThan(SCALE.posts / 5);
    expect(reposts).toBeGreaterThan(SCALE.reposts / 2);
  });
});
