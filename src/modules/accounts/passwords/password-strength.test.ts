import { expect, test } from '@jest/globals';
import { dictionary } from '@zxcvbn-ts/language-common';
import { PasswordStrength } from './password-strength.js';

const strength = new PasswordStrength();
const PERSON = { username: 'ada_lovelace', email: 'Countess.Byron@Example.org', displayName: 'Augusta King' };
const verdict = async (password: string) => (await strength.check(password, 'password', PERSON)).map(({ code }) => code)[0] ?? 'good';

test('A2: each of the 3,000 most common passwords is refused, in any case, and with a reason', async () => {
  const most = (dictionary['passwords-common'] as string[]).slice(0, 3_000);
  for (const password of most) expect({ password, verdict: await verdict(password.toUpperCase()) }).toEqual({ password, verdict: 'TOO_COMMON' });
  expect(await strength.check('password1', 'newPassword', {})).toMatchObject([{ code: 'TOO_COMMON', field: 'newPassword', message: expect.stringMatching(/several words/) }]);
});

test.each([
  'ada_lovelace', 'ADA_LOVELACE', 'Ada_Lovelace1', 'lovelace1', 'countess.byron', 'byron1815', 'countess.byron@example.org', 'augustaking', 'Augusta1', 'plazaplaza', 'Plaza2026', 'pl4z4123',
])('A2: what is known of the person or of the site is refused: %s', async (password) => {
  expect(await verdict(password)).toMatch(/^TOO_/);
});

test.each(['aaaaaaaaaaaaaaa', '123456789012345', 'abcdefghijklmnop', 'passwordpassword', 'P@ssw0rd!', 'qwertyuiop1', '👍👍👍👍👍👍👍👍', '20260101', 'a'.repeat(256)])('A2: a pattern is refused: %s', async (password) => {
  expect(await verdict(password)).toMatch(/^TOO_/);
});

test.each(['correct horse battery staple', 'xkqzwvjf', 'kitchen-lamp-otter', 'дождь стучит в окно', '😀😎🤖🎉🎈🚀🌍🔥', '        x  y z  q!', 'Tr0ub4dour&3 and so on'])('A1: any composition is good: %s', async (password) => {
  expect(await verdict(password)).toBe('good');
});

test('A1: the longest and most tiresome passwords are judged without holding up the rest', async () => {
  const tiresome = ['1', '()[]', '@$4810!|375+%2z({[&6<>', '11.1', 'aA@4'].map((text) => text.repeat(256).slice(0, 256));
  // The quickest of a few tries: others may have the machine meanwhile.
  for (const password of tiresome) {
    const times = [];
    for (let tries = 0; tries < 4; tries++) {
      const began = performance.now();
      await strength.check(password, 'password', PERSON);
      times.push(performance.now() - began);
    }
    // On a quiet machine it is less than 50 ms.
    expect(Math.min(...times)).toBeLessThan(250);
  }
});
