import { expect, test } from '@jest/globals';
import { Passwords } from './passwords.js';

test('a password is known again, in every composition of its characters, to the last one', async () => {
  const passwords = new Passwords();
  const long = 'é'.repeat(100);
  const kept = await passwords.hash(long);
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.verify(kept, long.normalize('NFD'))).toBe(true);
  expect(await passwords.verify(kept, `${'é'.repeat(99)}e`)).toBe(false);
});

test('nobody has no password, and a queue that is too long is refused', async () => {
  const passwords = new Passwords(1, 1);
  const [one, two, three] = await Promise.allSettled([passwords.verify(null, 'a'), passwords.verify(null, 'b'), passwords.verify(null, 'c')]);
  expect([one, two]).toEqual([{ status: 'fulfilled', value: false }, { status: 'fulfilled', value: false }]);
  expect(three).toMatchObject({ status: 'rejected', reason: { code: 'RATE_LIMITED' } });
});
