import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig, warningsOf } from './config.js';

const SECRET = 'Vq8cN1mRk4yT0uWz7hJb2xLs5pDf9gAeK3oQi6tYvXM=';
const SAFE = {
  NODE_ENV: 'production',
  PLAZA_ROLE: 'api',
  MASTER_SECRET: SECRET,
  TOKEN_ISSUER: 'https://api.example.org',
  EXPLORER: 'false',
  POSTGRES_URL: 'postgres://plaza:kEtR1x@db.internal:5432/plaza?sslmode=verify-full',
  MONGODB_URL: 'mongodb://plaza:kEtR2x@m1.internal:27017,m2.internal:27017/plaza?replicaSet=rs0&tls=true',
  REDIS_URL: 'rediss://:kEtR3x@queue.internal:6379',
  REDIS_CACHE_URL: 'rediss://:kEtR4x@cache.internal:6379',
} as const;

/** The mistakes that a start with these settings is refused for. */
function refused(changes: Record<string, string>, base: Record<string, string> = SAFE): string[] {
  try {
    readConfig({ ...base, ...changes });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
}

const base64 = (bytes: Iterable<number> | string): string => (typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from([...bytes])).toString('base64');

describe('K1: a start in production', () => {
  test('settings that are safe are taken, those of a sole process with embedded stores too', () => {
    expect(refused({})).toEqual([]);
    expect(refused({}, { NODE_ENV: 'production', TOKEN_ISSUER: 'x', EXPLORER: 'true', DEMO_DATA: 'false' })).toEqual([]);
  });

  const cases: readonly (readonly [what: string, changes: Record<string, string>, sentence: RegExp])[] = [
    ['no secret', { MASTER_SECRET: '' }, /^MASTER_SECRET: missing/],
    ['a short secret', { MASTER_SECRET: base64('short') }, /^MASTER_SECRET: give at least 32 random bytes/],
    ['a secret of words', { MASTER_SECRET: base64('please-change-me-before-you-go-live!') }, /^MASTER_SECRET: can be guessed, it has words/],
    ['a secret whose base64 is words', { MASTER_SECRET: 'thisIsOurSecretThisIsOurSecretThisIsOurSecre' }, /^MASTER_SECRET: can be guessed, it has words/],
    ['a secret of zeros', { MASTER_SECRET: base64(Buffer.alloc(32)) }, /^MASTER_SECRET: can be guessed, it has too few/],
    ['a secret that counts', { MASTER_SECRET: base64(Array.from({ length: 32 }, (_, i) => i + 1)) }, /^MASTER_SECRET: can be guessed, it counts/],
    ['a secret that repeats', { MASTER_SECRET: base64(`${'abcdefghijklmnop'}${'abcdefghijklmnop'}`) }, /^MASTER_SECRET: can be guessed, it repeats/],
    ['the default issuer', { TOKEN_ISSUER: '' }, /^TOKEN_ISSUER: is the default/],
    ['an explorer nobody asked for', { EXPLORER: '' }, /^EXPLORER: is on by default/],
    ['any origin', { CORS_ORIGINS: '*' }, /^CORS_ORIGINS: give origins/],
    ['Postgres without credentials', { POSTGRES_URL: 'postgres://db.internal/plaza?sslmode=verify-full' }, /^POSTGRES_URL: has no credentials/],
    ['MongoDB without credentials', { MONGODB_URL: 'mongodb://m1.internal,m2.internal/plaza?tls=true' }, /^MONGODB_URL: has no credentials/],
    ['Redis without credentials', { REDIS_URL: 'rediss://queue.internal' }, /^REDIS_URL: has no credentials/],
    ['Postgres in the clear', { POSTGRES_URL: 'postgres://plaza:kEtR1x@db.internal/plaza' }, /^POSTGRES_URL: is not encrypted/],
    ['MongoDB in the clear, one member elsewhere', { MONGODB_URL: 'mongodb://plaza:kEtR2x@localhost,m2.internal/plaza' }, /^MONGODB_URL: is not encrypted/],
    ['caches in the clear', { REDIS_CACHE_URL: 'redis://:kEtR4x@cache.internal' }, /^REDIS_CACHE_URL: is not encrypted/],
    ['Postgres unverified', { POSTGRES_URL: 'postgres://plaza:kEtR1x@db.internal/plaza?sslmode=no-verify' }, /^POSTGRES_URL: asks for TLS without verification \(sslmode\)/],
    ['Postgres as libpq would', { POSTGRES_URL: 'postgres://plaza:kEtR1x@db.internal/plaza?sslmode=require&uselibpqcompat=true' }, /^POSTGRES_URL: asks for TLS without verification/],
    ['Postgres by its address', { POSTGRES_URL: 'postgres://plaza:kEtR1x@10.0.0.3/plaza?sslmode=verify-full' }, /^POSTGRES_URL: names its host by an address/],
    ['MongoDB unverified', { MONGODB_URL: `${SAFE.MONGODB_URL}&tlsInsecure=true` }, /^MONGODB_URL: asks for TLS without verification/],
    ['MongoDB under any name', { MONGODB_URL: `${SAFE.MONGODB_URL}&tlsAllowInvalidHostnames=true` }, /^MONGODB_URL: asks for TLS without verification/],
    ['Redis unverified', { REDIS_URL: `${SAFE.REDIS_URL}?rejectUnauthorized=false` }, /^REDIS_URL: asks for TLS without verification/],
    ['a common password', { POSTGRES_URL: 'postgres://plaza:postgres@db.internal/plaza?sslmode=verify-full' }, /^POSTGRES_URL: has one of the passwords/],
    ['one secret for two purposes', { REDIS_URL: `rediss://:${encodeURIComponent(SECRET)}@queue.internal` }, /^REDIS_URL: has MASTER_SECRET for a password/],
    ['one Redis for two purposes', { REDIS_CACHE_URL: `${SAFE.REDIS_URL}/1` }, /^REDIS_CACHE_URL: names the Redis of the bus/],
    ['no Redis for caches', { REDIS_CACHE_URL: '' }, /^REDIS_CACHE_URL: names the Redis of the bus/],
    ['a CA file that is not there', { REDIS_TLS_CA_FILE: '/nowhere/ca.pem' }, /^REDIS_TLS_CA_FILE: give a file that can be read/],
    ['a CA file that is none', { REDIS_TLS_CA_FILE: 'package.json' }, /^REDIS_TLS_CA_FILE: give a file with certificates/],
  ];
  test.each(cases)('%s: refused in one sentence', (_what, changes, sentence) => {
    expect(refused(changes)).toEqual([expect.stringMatching(sentence)]);
  });

  test('the demo world, whose password is public, comes into no production', () => {
    expect(refused({}, { NODE_ENV: 'production', TOKEN_ISSUER: 'x', EXPLORER: 'false' })).toEqual([expect.stringMatching(/^DEMO_DATA: would fill/)]);
  });

  test('all mistakes are told at once', () => {
    expect(refused({ TOKEN_ISSUER: '', EXPLORER: '', MASTER_SECRET: '', POSTGRES_URL: 'postgres://db.internal/plaza' })).toHaveLength(5);
  });

  test('stores on a network of their own may be without credentials and TLS where that is said; what is unverified may not', () => {
    const open = { POSTGRES_URL: 'postgres://plaza:kEtR1x@postgres/plaza', MONGODB_URL: 'mongodb://mongo/plaza', REDIS_URL: 'redis://queue', REDIS_CACHE_URL: 'redis://cache', ALLOW_INSECURE_STORES: 'true' };
    expect(refused(open)).toEqual([]);
    expect(refused({ ...open, POSTGRES_URL: 'postgres://plaza:kEtR1x@postgres/plaza?sslmode=no-verify' })).toHaveLength(1);
  });

  test('elsewhere nothing is refused: what is weak is said, and defaults are fine', () => {
    const weak = { ...SAFE, NODE_ENV: 'development', TOKEN_ISSUER: '', EXPLORER: '', REDIS_CACHE_URL: '', MASTER_SECRET: base64(Buffer.alloc(32)), REDIS_URL: 'redis://queue.internal' };
    expect(warningsOf(readConfig(weak), weak).map((sentence) => sentence.split(':', 1)[0])).toEqual(['MASTER_SECRET', 'REDIS_URL', 'REDIS_URL']);
    expect(warningsOf(readConfig({}), {})).toEqual([]);
  });
});
