import { expect, test } from '@jest/globals';
import { appUrlOf, inUrl, readConfig } from './config.js';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['plaza.internal', 'plaza.internal'],
  ['0.0.0.0', '127.0.0.1'],
  ['::', '127.0.0.1'],
  ['::1', '[::1]'],
  ['fd00::2', '[fd00::2]'],
])('the address %s stands in a URL as %s', (host, expected) => {
  expect(new URL(`http://${inUrl(host)}:4000`).hostname).toBe(expected);
});

test('links in letters lead to the front end, or to this process', () => {
  const urlWith = (env: Record<string, string>) => appUrlOf(readConfig({ PORT: '4000', ...env }));
  expect(urlWith({ APP_URL: 'https://social.example.org' })).toMatch(/^https:\/\/social\.example\.org\/?$/);
  expect([urlWith({}), urlWith({ HOST: '::1' }), urlWith({ HOST: '::' })]).toEqual(['http://127.0.0.1:4000', 'http://[::1]:4000', 'http://localhost:4000']);
});
