import { expect, test } from '@jest/globals';
import { networkOf, TrustedProxies } from './addresses.js';

const proxies = new TrustedProxies(['10.0.0.0/8', '127.0.0.1', 'fd00::/8']);

test('T4: X-Forwarded-For is read from the right, and only as far as trusted proxies wrote it', () => {
  expect(proxies.clientOf('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  expect(proxies.clientOf('127.0.0.1', undefined)).toBe('127.0.0.1');
  expect(proxies.clientOf('::ffff:127.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
  expect(proxies.clientOf('127.0.0.1', '1.1.1.1, 198.51.100.1')).toBe('198.51.100.1');
  expect(proxies.clientOf('127.0.0.1', '1.1.1.1, 198.51.100.1, 10.1.2.3, fd00::7')).toBe('198.51.100.1');
  expect(proxies.clientOf('127.0.0.1', 'nonsense, 10.1.2.3')).toBe('10.1.2.3');
  expect(new TrustedProxies([]).clientOf('127.0.0.1', '198.51.100.1')).toBe('127.0.0.1');
});

test('T4: an IPv6 address is known by its network of 64 bits, however it is written', () => {
  const same = ['2001:db8:0:7::1', '2001:0db8:0000:0007:ffff:ffff:ffff:ffff', '2001:DB8:0:7:1::', '2001:db8:0:7:0:0:192.0.2.1'];
  expect(new Set(same.map(networkOf))).toEqual(new Set(['2001:db8:0:7::/64']));
  expect(networkOf('2001:db8:0:8::1')).toBe('2001:db8:0:8::/64');
  expect(networkOf('::1')).toBe('0:0:0:0::/64');
  expect([networkOf('192.0.2.1'), networkOf('::ffff:192.0.2.1')]).toEqual(['192.0.2.1', '192.0.2.1']);
});
