import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { done } from '../../kernel/outcome.js';
import { inputHash } from './input-hash.js';
import { type CommitDeps, type KeptResult, StoreCommit } from './store-commit.js';

const inputHashKey = Buffer.alloc(32, 1);
const input = { idempotencyKey: 'again' };
const viewer = { userId: 'u', sessionId: 's', scopes: null } as never;

/** A store in which another has kept the key already, as this transaction finds; readers see it after so many looks. */
function commitAfter(looks: number) {
  let looked = 0;
  const kept: KeptResult = { viewerId: 'u', mutation: 'createPost', key: 'again', inputHash: inputHash(inputHashKey, input), result: { id: 'the winner' }, createdAt: new Date() };
  const taken = new Error('duplicate key');
  const commit = new StoreCommit<object>(
    {
      transaction: (work) => work({}),
      findKept: async () => (++looked > looks ? kept : null),
      keep: async () => Promise.reject(taken),
      isKeptByAnother: (error) => error === taken,
    },
    { inputHashKey, log: pino({ level: 'silent' }), clock: { now: () => new Date() }, wake: () => undefined } as unknown as CommitDeps,
  );
  return commit.once({ viewer, mutation: 'createPost', input }, async () => done({ id: 'the loser' }));
}

test('a key that another has kept is a replay, also where its result is not seen at once', async () => {
  for (const looks of [1, 2, 10]) expect(await commitAfter(looks)).toMatchObject({ done: { id: 'the winner' } });
});

test('where it is not seen in time the caller is told to come again', async () => {
  await expect(commitAfter(Infinity)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});
