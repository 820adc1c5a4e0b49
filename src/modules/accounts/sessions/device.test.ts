import { expect, test } from '@jest/globals';
import { deviceLabel } from './device.js';

test('browsers are named with their system, other programs by what they call themselves', () => {
  const labels: [string | null, string | null][] = [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox on Linux'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0', 'Edge on Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1', 'Safari on iPhone'],
    ['Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
    ['PlazaApp/2.1 (Android 14)', 'PlazaApp'],
    ['npm run token', 'npm run token'],
    ['curl/8.5.0', 'curl'],
    ['(strange)', null],
    ['', null],
    [null, null],
  ];
  for (const [userAgent, label] of labels) expect(deviceLabel(userAgent)).toBe(label);
});

test('a label is short, whatever a client calls itself', () => {
  expect(deviceLabel('x'.repeat(300))).toHaveLength(80);
});
