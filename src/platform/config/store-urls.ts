import type { Config } from './config.js';

/** Where the stores of the settings are; undefined where Plaza is to run one itself. */
export interface GivenStoreUrls {
  readonly postgresUrl: string | undefined;
  readonly mongodbUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly redisCacheUrl: string | undefined;
}

/**
 * The stores' URLs with what the settings say of TLS written into them, in each driver's own words: so whoever is handed a
 * URL connects as the settings want, and nobody can forget to. A CA file means TLS, and certificate and name are verified.
 */
export function givenStoreUrls(config: Config): GivenStoreUrls {
  const { POSTGRES_TLS_CA_FILE: postgresCa, MONGODB_TLS_CA_FILE: mongodbCa, REDIS_TLS_CA_FILE: redisCa } = config;
  return {
    postgresUrl: withTls(config.POSTGRES_URL, postgresCa && { sslmode: 'verify-full', sslrootcert: postgresCa }),
    mongodbUrl: withTls(config.MONGODB_URL, mongodbCa && { tls: 'true', tlsCAFile: mongodbCa }),
    redisUrl: redisWithTls(config.REDIS_URL, redisCa),
    redisCacheUrl: redisWithTls(config.REDIS_CACHE_URL, redisCa),
  };
}

/** By text: a URL of MongoDB may name several hosts, which no parser of URLs takes. */
function withTls(url: string | undefined, parameters: Readonly<Record<string, string>> | '' | undefined): string | undefined {
  if (!url || !parameters) return url;
  const [address = '', query = ''] = url.split('?', 2);
  const kept = query.split('&').filter((each) => each !== '' && !(each.split('=', 1)[0]! in parameters));
  const added = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const place = /^[^/]+\/\/[^/]+$/.test(address) ? `${address}/` : address;
  return `${place}?${[...kept, ...added].join('&')}`;
}

/** The parameter by which a URL of Redis names a CA file; `connectRedis` takes it out again. */
export const REDIS_CA_PARAMETER = 'tlsCAFile';

const redisWithTls = (url: string | undefined, ca: string | undefined): string | undefined =>
  withTls(ca ? url?.replace(/^redis:/, 'rediss:') : url, ca && { [REDIS_CA_PARAMETER]: ca });
