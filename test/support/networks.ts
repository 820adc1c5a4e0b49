import type { NetworkFiles } from './import.js';

const time = (minutes: number): string => new Date(Date.UTC(2010, 0, 1) + minutes * 60_000).toISOString();

/** Three people, three of everything: all lines are good, and the second and third say more than Plaza keeps. */
export function smallNetwork(): Required<NetworkFiles> {
  return {
    users: [
      { id: '1', username: 'anna_one', firstName: 'Anna', lastName: 'One', gender: 'female', birthday: '1980-01-01', createdAt: time(1), locationIP: '192.0.2.1', city: 'Athens', country: 'Greece', emails: ['anna@example.org', 'a@example.org'] },
      { id: '2', username: 'bert', firstName: 'Bert', lastName: null, createdAt: time(2), emails: ['ANNA@example.org'] },
      { id: '3', username: 'Cleo.3', createdAt: time(3), formatVersion: 1 },
    ],
    follows: [
      { followerId: '1', followeeId: '2', createdAt: time(4) },
      { followerId: '2', followeeId: '1', createdAt: time(5) },
      { followerId: '3', followeeId: '1', createdAt: time(6) },
    ],
    posts: [
      { id: '50', authorId: '1', createdAt: time(10), text: 'A first post, @bert #hello', imageFile: null, tags: ['x'] },
      { id: '51', authorId: '2', createdAt: time(11), text: null, imageFile: 'photo51.jpg', language: null, tags: [] },
      { id: '52', authorId: '1', createdAt: time(12), text: 'For those who follow', imageFile: 'photo52.jpg', visibility: 'FOLLOWERS' },
    ],
    comments: [
      { id: '60', authorId: '2', createdAt: time(20), text: 'An answer', postId: '50', parentCommentId: null, depth: 1, tags: [] },
      { id: '61', authorId: '1', createdAt: time(21), text: 'An answer to that', postId: '50', parentCommentId: '60', depth: 2, tags: [] },
      { id: '62', authorId: '3', createdAt: time(22), text: 'What a picture', postId: '51', parentCommentId: null },
    ],
    likes: [
      { userId: '2', targetType: 'post', targetId: '50', createdAt: time(30) },
      { userId: '1', targetType: 'comment', targetId: '62', createdAt: time(31), kind: 'LAUGH' },
      { userId: '3', targetType: 'post', targetId: '51', createdAt: time(32), kind: null },
    ],
  };
}

/** Some thousands of rows, for what has to be caught in the middle. */
export function manyRows(): Required<NetworkFiles> {
  const rows = (count: number, make: (i: number) => object): object[] => Array.from({ length: count }, (_, i) => make(i));
  const person = (i: number): string => `u${i % 100}`;
  return {
    users: rows(100, (i) => ({ id: `u${i}`, username: `person_${i}`, createdAt: time(i), emails: [`person${i}@example.org`], gender: 'other' })),
    follows: rows(500, (i) => ({ followerId: person(i), followeeId: person(i + 1 + Math.floor(i / 100)), createdAt: time(200 + i) })),
    posts: rows(1_000, (i) => ({ id: `p${i}`, authorId: person(i * 7), createdAt: time(3_000 + i), text: `Post number ${i} #number`, imageFile: null, language: 'en' })),
    comments: rows(2_500, (i) => ({
      id: `c${i}`,
      authorId: person(i * 11),
      createdAt: time(8_000 + i),
      text: `Comment number ${i}`,
      postId: `p${i - (i % 3)}`.replace(/\d+/, (n) => String(Number(n) % 1_000)),
      // Threads of three: the second and third answer the one before.
      parentCommentId: i % 3 === 0 ? null : `c${i - 1}`,
    })),
    likes: rows(1_000, (i) => ({ userId: person(i), targetType: i % 2 ? 'comment' : 'post', targetId: i % 2 ? `c${i}` : `p${i % 1_000}`, createdAt: time(15_000 + i) })),
  };
}
