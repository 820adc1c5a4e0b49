import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { pino } from 'pino';
import { STORE_SCHEMA } from '../../src/app/store-schema.js';
import { openStores, type Stores, type StoreUrls } from '../../src/app/stores.js';
import { readConfig } from '../../src/platform/config/config.js';
import { givenStoreUrls } from '../../src/platform/config/store-urls.js';
import { type Certified, makeAuthority } from '../support/certificates.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { startTlsProxy, type TlsProxy } from '../support/tls-proxy.js';

/** Postgres does TLS itself here; before MongoDB and Redis (a Valkey built without it) stands what does. */
const right = makeAuthority('the right authority');
const wrong = makeAuthority('another authority');
const folder = mkdtempSync(join(tmpdir(), 'plaza-tls-'));
const rightCa = join(folder, 'right.pem');
const wrongCa = join(folder, 'wrong.pem');
const proxies: TlsProxy[] = [];
let databases: TestDatabases;

beforeAll(async () => {
  writeFileSync(rightCa, right.cert);
  writeFileSync(wrongCa, wrong.cert);
  databases = await createDatabases();
});
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await sendPostgres('ALTER SYSTEM RESET ssl', 'SELECT pg_reload_conf()');
  await databases.drop();
  rmSync(folder, { recursive: true });
});

async function sendPostgres(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databases.urls.postgresUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** Postgres takes a key only from a file of its own that nobody else may read: it writes both itself. */
async function certifyPostgres({ cert, key }: Certified): Promise<void> {
  const write = (file: string, text: string) => `COPY (SELECT '${Buffer.from(text).toString('base64')}') TO PROGRAM 'umask 077; base64 -d > ${file}'`;
  await sendPostgres(write('server.crt', cert), write('server.key', key), 'ALTER SYSTEM SET ssl = on', 'SELECT pg_reload_conf()');
}

const at = (url: string, change: Partial<Pick<URL, 'hostname' | 'port' | 'search'>>): string => Object.assign(new URL(url), change).href;

async function proxyBefore(url: string, certified: Certified): Promise<string> {
  const proxy = await startTlsProxy(certified, url);
  proxies.push(proxy);
  // A member of a set tells where it is, which would lead past the proxy.
  return at(url, { hostname: 'localhost', port: String(proxy.port), ...(url.startsWith('mongodb') && { search: '?directConnection=true' }) });
}

/** Opens all stores as a process would, with the URLs that settings make. */
async function open(env: Record<string, string>): Promise<Stores> {
  const { postgresUrl, mongodbUrl, redisUrl, redisCacheUrl } = databases.urls;
  const config = readConfig({ POSTGRES_URL: postgresUrl, MONGODB_URL: mongodbUrl, REDIS_URL: redisUrl, REDIS_CACHE_URL: redisCacheUrl, MASTER_SECRET: Buffer.alloc(32, 'x').toString('base64'), ...env });
  return openStores(givenStoreUrls(config) as StoreUrls, config, STORE_SCHEMA, pino({ level: 'silent' }));
}

describe('stores over TLS', () => {
  test('Postgres: the right authority and name connect, for LISTEN too; another authority or name does not', async () => {
    const POSTGRES_URL = at(databases.urls.postgresUrl, { hostname: 'localhost' });
    await certifyPostgres(right.issue('localhost'));
    const stores = await open({ POSTGRES_URL, POSTGRES_TLS_CA_FILE: rightCa });
    const encrypted = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    expect(await stores.postgres.query('ssl', encrypted)).toEqual([{ ssl: true }]);
    const listener = await stores.postgres.dedicatedClient();
    expect((await listener.query(encrypted)).rows).toEqual([{ ssl: true }]);
    await listener.end();
    await stores.close();
    await expect(open({ POSTGRES_URL, POSTGRES_TLS_CA_FILE: wrongCa })).rejects.toThrow(/^Postgres was refused: its certificate is not signed by the CA that is trusted.*POSTGRES_TLS_CA_FILE/);
    await certifyPostgres(right.issue('elsewhere.example'));
    await expect(open({ POSTGRES_URL, POSTGRES_TLS_CA_FILE: rightCa })).rejects.toThrow(/^Postgres was refused: its certificate is for another name/);
  });

  test('MongoDB: the right authority and name connect, another authority or name does not', async () => {
    const MONGODB_URL = await proxyBefore(databases.urls.mongodbUrl, right.issue('localhost'));
    const stores = await open({ MONGODB_URL, MONGODB_TLS_CA_FILE: rightCa });
    expect(await stores.mongo.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
    await stores.close();
    await expect(open({ MONGODB_URL, MONGODB_TLS_CA_FILE: wrongCa })).rejects.toThrow(/^MongoDB was refused: its certificate is not signed/);
    const elsewhere = await proxyBefore(databases.urls.mongodbUrl, right.issue('elsewhere.example'));
    await expect(open({ MONGODB_URL: elsewhere, MONGODB_TLS_CA_FILE: rightCa })).rejects.toThrow(/^MongoDB was refused: its certificate is for another name/);
  });

  test('Redis: the right authority and name connect, another authority or name does not, and is no outage', async () => {
    const REDIS_URL = await proxyBefore(databases.urls.redisUrl, right.issue('localhost'));
    const REDIS_CACHE_URL = await proxyBefore(databases.urls.redisCacheUrl, right.issue('localhost'));
    const stores = await open({ REDIS_URL, REDIS_CACHE_URL, REDIS_TLS_CA_FILE: rightCa });
    await stores.bus.publish('log', '');
    await stores.keyValue.setMany([['tls', 'kept', 1_000]]);
    expect(await stores.keyValue.getMany(['tls'])).toEqual(['kept']);
    await stores.close();
    await expect(open({ REDIS_URL, REDIS_CACHE_URL, REDIS_TLS_CA_FILE: wrongCa })).rejects.toThrow(/^Redis was refused: its certificate is not signed/);
    const elsewhere = await proxyBefore(databases.urls.redisUrl, right.issue('elsewhere.example'));
    await expect(open({ REDIS_URL: elsewhere, REDIS_CACHE_URL, REDIS_TLS_CA_FILE: rightCa })).rejects.toThrow(/^Redis was refused: its certificate is for another name/);
  });
});
