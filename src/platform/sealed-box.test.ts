import { expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { SealedBox } from './sealed-box.js';

const box = new SealedBox(randomBytes(32));

test('what is sealed opens again, and no two sealings are alike', () => {
  const [one, two] = [box.seal('row 1', 'ann@example.org'), box.seal('row 1', 'ann@example.org')];
  expect(box.open('row 1', one)).toBe('ann@example.org');
  expect(one.equals(two)).toBe(false);
});

test('it opens neither under another label, nor changed, nor with another key', () => {
  const sealed = box.seal('row 1', 'secret');
  expect(() => box.open('row 2', sealed)).toThrow();
  const changed = Buffer.from(sealed);
  changed[changed.length - 1]! ^= 1;
  expect(() => box.open('row 1', changed)).toThrow();
  expect(() => new SealedBox(randomBytes(32)).open('row 1', sealed)).toThrow(/MASTER_SECRET/);
});
