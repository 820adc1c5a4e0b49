import { expect, test } from '@jest/globals';
import { mintId, type SessionId } from '../../../kernel/ids.js';
import { SessionMemory } from './session-memory.js';

function setUp() {
  const alive = new Map<SessionId, Date>();
  let now = 1_000_000;
  let asked = 0;
  const memory = new SessionMemory(
    {
      async factsOf(id) {
        asked++;
        const expiresAt = alive.get(id);
        return expiresAt ? { expiresAt, role: 'USER' } : null;
      },
    },
    { now: () => new Date(now) },
  );
  const id = mintId();
  alive.set(id, new Date(now + 3_600_000));
  return { memory, alive, id, pass: (ms: number) => (now += ms), now: () => now, asked: () => asked };
}

test('a session is asked for once in five seconds, by many at once too', async () => {
  const { memory, id, pass, asked } = setUp();
  expect(await Promise.all([memory.isAlive(id), memory.isAlive(id)])).toEqual([true, true]);
  pass(4_999);
  expect(await memory.isAlive(id)).toBe(true);
  expect(asked()).toBe(1);
  pass(1);
  await memory.isAlive(id);
  expect(asked()).toBe(2);
});

test('what ended is dead at once and for good, and listeners hear it once', async () => {
  const { memory, id, asked } = setUp();
  const heard: SessionId[] = [];
  memory.onEnded((ended) => heard.push(ended));
  await memory.isAlive(id);
  memory.end([{ id, reason: null }]);
  memory.end([{ id, reason: null }]);
  expect(await memory.isAlive(id)).toBe(false);
  expect(heard).toEqual([id]);
  expect(asked()).toBe(1);
});

test('a session that ends while it is asked for is dead', async () => {
  const { memory, id } = setUp();
  const answer = memory.isAlive(id);
  memory.end([{ id, reason: null }]);
  expect(await answer).toBe(false);
});

test('a session is not believed beyond its own end', async () => {
  const { memory, alive, id, pass, now } = setUp();
  alive.set(id, new Date(now() + 1_000));
  expect(await memory.isAlive(id)).toBe(true);
  alive.delete(id);
  pass(1_000);
  expect(await memory.isAlive(id)).toBe(false);
});
