import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { pino } from 'pino';
import type { Clock } from '../../src/kernel/clock.js';
import type { StoreUrls } from '../../src/app/stores.js';
import { readConfig } from '../../src/platform/config/config.js';
import { type RunningPlaza, startPlaza } from '../../src/app/start.js';
import { Client } from './client.js';
import { createDatabases, type TestDatabases } from './databases.js';
import { LiveClient } from './live-client.js';
import { Mailbox } from './mailbox.js';
import { dumpOf, Secrets } from './secrets.js';
import { World } from './world.js';

/** The whole app in this process, on a free port, over databases of its own. */
export interface TestApp {
  readonly plaza: RunningPlaza;
  readonly databases: TestDatabases;
  readonly masterSecret: Buffer;
  readonly url: string;
  readonly world: World;
  /** What was sent, where no SMTP_URL is set. */
  readonly mails: Mailbox;
  readonly dataDir: string;
  /** What went in and out, and must not be found in anything that the app has written. */
  readonly secrets: Secrets;
  /** Everything that was logged, as JSON lines. */
  readonly logged: string[];
  /** A client for nobody, or for whoever the token speaks for. */
  client(token?: string | null): Client;
  live(token?: string | null): LiveClient;
  /** Waits until all that was written has had its effects (counters, log, clean-ups). */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Budgets that nobody uses up: spent and counted as ever, but a test that is to see their end says so. */
const PLENTY = Object.fromEntries(['POINTS_PER_VIEWER', 'POINTS_PER_SERVICE_TOKEN', 'POINTS_PER_ANONYMOUS_ADDRESS', 'POINTS_PER_ADDRESS'].map((name) => [name, '1000000000']));
const OFTEN = Object.fromEntries(['POSTS_PER_MINUTE', 'COMMENTS_PER_MINUTE', 'REACTIONS_PER_MINUTE', 'REPOSTS_PER_MINUTE', 'FOLLOWS_PER_DAY', 'SIGN_UPS_PER_ADDRESS_AND_HOUR', 'MAILS_PER_RECIPIENT_AND_HOUR', 'WRONG_PASSWORDS_PER_ACCOUNT', 'WRONG_PASSWORDS_PER_ADDRESS'].map((name) => [name, '1000000']));

export const WITHOUT_LIMITS = { ...PLENTY, ...OFTEN };

/** What is the same for all tests unless one says otherwise: nothing is cached, so that every read is a read. */
const TEST_SETTINGS = { PORT: '0', LOG_LEVEL: 'debug', ENTITY_CACHE: 'false', ANSWER_CACHE_SECONDS: '0', HOME_TIMELINES: 'false', DEMO_DATA: 'false', ACCOUNT_DELETION_GRACE_DAYS: '0', ...WITHOUT_LIMITS };

export interface TestAppOptions {
  /** Environment variables over the test's own. */
  readonly env?: Record<string, string>;
  /** Shares the databases and the secret of another app: a second process of the same instance. */
  readonly beside?: TestApp;
  /** Made before the app, and dropped with it; else it makes its own. */
  readonly databases?: TestDatabases;
  /** Other ways to some of the stores than the straight one, as through a proxy. */
  readonly urls?: Partial<StoreUrls>;
  /** False where passwords and tokens are texts that stand elsewhere, too, so that finding them tells nothing. */
  readonly sendsSecrets?: boolean;
  /** The time as the app sees it. */
  readonly clock?: Clock;
}

export async function startTestApp({ env = {}, beside, databases: made, urls: ways, sendsSecrets = true, clock }: TestAppOptions = {}): Promise<TestApp> {
  const databases = beside?.databases ?? made ?? (await createDatabases());
  const urls = { ...databases.urls, ...ways };
  const masterSecret = beside?.masterSecret ?? randomBytes(32);
  const dataDir = beside?.dataDir ?? (await mkdtemp(join(tmpdir(), 'plaza-test-app-')));
  const { postgresUrl, mongodbUrl, redisUrl, redisCacheUrl } = urls;
  const settings = { PLAZA_DATA_DIR: dataDir, POSTGRES_URL: postgresUrl, MONGODB_URL: mongodbUrl, REDIS_URL: redisUrl!, MASTER_SECRET: masterSecret.toString('base64') };
  const config = readConfig({ ...TEST_SETTINGS, ...settings, REDIS_CACHE_URL: redisCacheUrl!, ...env });
  const logged: string[] = [];
  const log = pino({ level: config.LOG_LEVEL }, { write: (line: string) => void logged.push(line) });
  const plaza = await startPlaza({ config, urls, masterSecret, log, ...(clock && { clock }) });
  const secrets = beside?.secrets ?? new Secrets(sendsSecrets);
  secrets.add(masterSecret.toString('base64'));
  const client = (token: string | null = null) => new Client(plaza.url, token, secrets);
  const lives: LiveClient[] = [];
  const mails = beside?.mails ?? new Mailbox(join(dataDir, 'mails'));
  return {
    plaza,
    databases,
    masterSecret,
    url: plaza.url,
    logged,
    secrets,
    world: new World(plaza, client, mails),
    mails,
    dataDir,
    client,
    live(token = null) {
      const live = new LiveClient(plaza.url, token);
      lives.push(live);
      return live;
    },
    settled: () => plaza.worker.settled(30_000),
    async close() {
      await Promise.all(lives.map((live) => live.close()));
      await plaza.close();
      const written = { logs: logged.join('\n'), stores: beside ? '' : await dumpOf(databases.urls) };
      if (!beside) {
        await databases.drop();
        await rm(dataDir, { recursive: true, force: true });
      }
      // K2: whatever a test file was about, no secret that it used lies around afterwards.
      for (const [where, text] of Object.entries(written)) expect({ where, secrets: secrets.in(text) }).toEqual({ where, secrets: [] });
    },
  };
}
