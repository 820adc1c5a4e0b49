import { CompactSign, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { mintId } from '../../src/kernel/ids.js';
import { SealedBox } from '../../src/platform/sealed-box.js';
import { deriveKey } from '../../src/platform/secrets.js';
import type { TestApp } from './app.js';
import type { Person } from './world.js';

const part = (value: object | string) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Tokens that nobody gave out, by what is wrong with them. Signatures of an own key are real ones. */
export async function forgedTokens(app: TestApp, person: Person, refreshToken: string): Promise<Record<string, string>> {
  const [head, body, signature] = person.token.split('.') as [string, string, string];
  const { header, claims } = read(person.token);
  const stranger = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const strangerJwk = await exportJWK(stranger.publicKey);
  const rsa = await generateKeyPair('RS256');
  const { jwk: publicJwk } = await keyOf(app, header.kid);
  const signed = (changes: object, headers: object, key: Parameters<CompactSign['sign']>[0] = stranger.privateKey) => sign({ ...claims, ...changes }, { ...header, ...headers }, key);
  const hs256 = (secret: Uint8Array) => signed({}, { alg: 'HS256' }, secret);

  return {
    'no algorithm': `${part({ ...header, alg: 'none' })}.${body}.`,
    'no algorithm, in capitals': `${part({ ...header, alg: 'NONE' })}.${body}.`,
    'no algorithm, with the signature': `${part({ ...header, alg: 'none' })}.${body}.${signature}`,
    'HS256 with the public key': await hs256(Buffer.from(publicJwk.x!, 'base64url')),
    'HS256 with the public key as JSON': await hs256(Buffer.from(JSON.stringify(publicJwk))),
    'HS256 with nothing much': await hs256(Buffer.from('secret')),
    'RS256': await signed({}, { alg: 'RS256' }, rsa.privateKey),
    'a stranger\'s key under our kid': await signed({}, {}),
    'a stranger\'s key under its own kid': await signed({}, { kid: 'stranger' }),
    'an embedded key': await signed({}, { jwk: strangerJwk }),
    'an embedded key, without kid': await signed({}, { kid: undefined, jwk: strangerJwk }),
    'a key to fetch': await signed({}, { jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/cert' }),
    'a kid that climbs': await signed({}, { kid: '../../../../dev/null' }),
    'a kid that injects': await signed({}, { kid: `x' UNION SELECT 'x'; --` }),
    'a kid with NUL': await signed({}, { kid: 'a\0b' }),
    'a kid that is an object': await signed({}, { kid: { $ne: null } }),
    'a kid that is inherited': await signed({}, { kid: '__proto__' }),
    'another issuer': await signed({ iss: 'elsewhere' }, {}),
    'critical headers': `${part({ ...header, crit: ['x'], x: 1 })}.${body}.${signature}`,
    'another person in the claims': `${head}.${part({ ...claims, sub: mintId() })}.${signature}`,
    'a later end in the claims': `${head}.${part({ ...claims, exp: 9_999_999_999 })}.${signature}`,
    'a claim twice': `${head}.${part(JSON.stringify(claims).replace('{', `{"sub":"${mintId()}",`))}.${signature}`,
    'another environment\'s key, issuer and audience': await signed({ iss: 'plaza-staging', aud: 'plaza-staging' }, { kid: 'staging' }),
    'claims that are no JSON': `${head}.${part('{')}.${signature}`,
    'claims that are null': `${head}.${part('null')}.${signature}`,
    'a header that is no JSON': `${part('{')}.${body}.${signature}`,
    'a header that is null': `${part('null')}.${body}.${signature}`,
    'no signature': `${head}.${body}.`,
    'two parts': `${head}.${body}`,
    'four parts': `${person.token}.${signature}`,
    'five parts, as an encrypted one': `${head}..${body}.${signature}.${signature}`,
    'truncated by one': person.token.slice(0, -1),
    'truncated by half': person.token.slice(0, person.token.length / 2),
    'one letter more': `${person.token}A`,
    'padded': `${person.token}=`,
    'turned around': [...person.token].reverse().join(''),
    'a refresh token': refreshToken,
    'a global id': person.id,
    'dots': '...',
    'one letter': 'x',
    '4,000 letters': 'a'.repeat(4_000),
    '14,000 letters': 'a'.repeat(14_000),
  };
}

/** Signs whatever it is told to with the key of the app itself. */
export async function ownSigner(app: TestApp, person: Person): Promise<(claims: object, header?: object) => Promise<string>> {
  const { header, claims } = read(person.token);
  const { sealed } = await keyOf(app, header.kid);
  const jwk = JSON.parse(new SealedBox(deriveKey(app.masterSecret, 'signing-keys')).open(`signing-key ${header.kid}`, sealed)) as JWK;
  const key = await importJWK(jwk, 'EdDSA');
  return (changes, headers = {}) => sign({ ...claims, ...changes }, { ...header, ...headers }, key);
}

/** Tokens that our own key signed, and that say something wrong. */
export async function wrongTokens(app: TestApp, person: Person): Promise<Record<string, string>> {
  const signed = await ownSigner(app, person);
  const past = Math.floor(Date.now() / 1_000) - 60;
  return {
    'another issuer': await signed({ iss: 'elsewhere' }),
    'no issuer': await signed({ iss: undefined }),
    'another audience': await signed({ aud: 'elsewhere' }),
    'no audience': await signed({ aud: undefined }),
    'another type': await signed({}, { typ: 'JWT' }),
    'no type': await signed({}, { typ: undefined }),
    'expired': await signed({ exp: past }),
    'no end': await signed({ exp: undefined }),
    'an end that is a text': await signed({ exp: 'tomorrow' }).catch(() => 'x'),
    'not yet': await signed({ nbf: past + 600 }),
    'no session': await signed({ sid: undefined }),
    'a session that never was': await signed({ sid: mintId() }),
    'a session with NUL': await signed({ sid: 'a\0b' }),
    'a session that is an object': await signed({ sid: { $ne: null } }),
    'no subject': await signed({ sub: undefined }),
    'a subject that is no id': await signed({ sub: '1 OR 1=1' }),
    'no kid': await signed({}, { kid: undefined }),
    'of a websocket, of another session': await signed({ sid: mintId() }, { typ: 'ws+jwt' }),
  };
}

const read = (token: string) => {
  const [head, body] = token.split('.').map((each) => Buffer.from(each, 'base64url').toString());
  return { header: JSON.parse(head!) as { kid: string }, claims: JSON.parse(body!) as Record<string, unknown> };
};

async function keyOf(app: TestApp, kid: string): Promise<{ jwk: JWK; sealed: Buffer }> {
  const [row] = await app.plaza.stores.postgres.query<{ jwk: JWK; sealed: Buffer }>('test.key', 'SELECT public_jwk AS jwk, private_key_sealed AS sealed FROM signing_keys WHERE kid = $1', [kid]);
  return row!;
}

/** By hand, since a library refuses to make some of these. */
async function sign(claims: object, header: object, key: Parameters<CompactSign['sign']>[0]): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader(header as { alg: string }).sign(key);
}
