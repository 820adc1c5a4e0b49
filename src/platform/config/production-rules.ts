import { isIP } from 'node:net';
import type { Config } from './config.js';
import { readStoreAddress } from './store-address.js';
import { givenStoreUrls } from './store-urls.js';
import { weaknessOf } from './weak-secret.js';

/** What is wrong with a setting, as a sentence that names it. */
export interface Weakness {
  readonly sentence: string;
  /** Whether it is worth a warning also where it is no reason to refuse: outside production defaults are fine. */
  readonly anywhere: boolean;
}

/** Passwords that are tried first. */
const COMMON = new Set(['postgres', 'plaza', 'password', 'root', 'admin', 'mongo', 'mongodb', 'redis', 'secret', 'changeme', 'change-me', 'test', 'example', '123456']);

/**
 * What must not be in production, whatever the stores say (`app/check-stores.ts` asks those). `given` names the settings that
 * somebody has made: what has been said on purpose is another thing than a default that was overlooked. Pure.
 */
export function weaknessesOf(config: Config, given: ReadonlySet<string>): readonly Weakness[] {
  return [...ofSecret(config), ...ofDefaults(config, given), ...ofStores(config)];
}

const anywhere = (sentence: string): Weakness => ({ sentence, anywhere: true });
const inProduction = (sentence: string): Weakness => ({ sentence, anywhere: false });

function ofSecret({ MASTER_SECRET: secret }: Config): Weakness[] {
  const weakness = secret ? weaknessOf(secret) : null;
  return weakness === null ? [] : [anywhere(`MASTER_SECRET: can be guessed, ${weakness}; set it to the output of \`openssl rand -base64 32\`.`)];
}

function ofDefaults(config: Config, given: ReadonlySet<string>): Weakness[] {
  const embedded = config.PLAZA_ROLE === 'all' && (!config.POSTGRES_URL || !config.MONGODB_URL);
  return [
    ...(config.TOKEN_ISSUER === 'plaza' ? [inProduction('TOKEN_ISSUER: is the default, under which tokens of other environments are accepted; set a name of this environment, as its address.')] : []),
    ...(config.EXPLORER && !given.has('EXPLORER') ? [inProduction('EXPLORER: is on by default; say EXPLORER=false, or EXPLORER=true where everybody may see it.')] : []),
    ...(config.DEMO_DATA && embedded ? [inProduction('DEMO_DATA: would fill an empty store with people whose password is public; set DEMO_DATA=false.')] : []),
  ];
}

function ofStores(config: Config): Weakness[] {
  const { postgresUrl, mongodbUrl, redisUrl, redisCacheUrl } = givenStoreUrls(config);
  const urls = { POSTGRES_URL: postgresUrl, MONGODB_URL: mongodbUrl, REDIS_URL: redisUrl, REDIS_CACHE_URL: redisCacheUrl };
  const found = Object.entries(urls).flatMap(([name, url]) => (url ? ofUrl(name, url, config) : []));
  if (redisUrl && (redisCacheUrl === undefined || sameServer(redisUrl, redisCacheUrl))) {
    found.push(inProduction('REDIS_CACHE_URL: names the Redis of the bus and the queues, or none; caches that fill it would stop those, give them a Redis of their own.'));
  }
  return found;
}

function ofUrl(name: string, url: string, config: Config): Weakness[] {
  const { hosts, local, hasPassword, password, tls, unverified } = readStoreAddress(url);
  const { ALLOW_INSECURE_STORES: allowed, MASTER_SECRET: secret } = config;
  const exposed = !local && !allowed;
  return [
    ...(unverified === null ? [] : [anywhere(`${name}: asks for TLS without verification (${unverified}), which any machine in between can pass; give the CA with ${name.replace(/(_CACHE)?_URL$/, '')}_TLS_CA_FILE instead.`)]),
    ...(exposed && !hasPassword ? [anywhere(`${name}: has no credentials, and the store is not on this machine; give it a user with a password, or set ALLOW_INSECURE_STORES=true where nobody else can reach it.`)] : []),
    ...(exposed && !tls ? [anywhere(`${name}: is not encrypted, and the store is not on this machine; use TLS, or set ALLOW_INSECURE_STORES=true where nobody else can listen.`)] : []),
    ...(COMMON.has(password.toLowerCase()) ? [anywhere(`${name}: has one of the passwords that are tried first; choose a random one.`)] : []),
    ...(secret && password !== '' && isSecret(password, secret) ? [anywhere(`${name}: has MASTER_SECRET for a password; each purpose needs a secret of its own.`)] : []),
    ...(tls && name === 'POSTGRES_URL' && hosts.some((host) => isIP(host) !== 0) ? [anywhere('POSTGRES_URL: names its host by an address, which can not be held against a certificate; use the name that is in it.')] : []),
  ];
}

const isSecret = (password: string, secret: Buffer): boolean => Buffer.from(password, 'base64').equals(secret) || Buffer.from(password, 'hex').equals(secret);

/** By host and port: databases of one server share its memory. */
const sameServer = (one: string, other: string): boolean => new URL(one).host === new URL(other).host;
