import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CostModel } from '../graphql/cost.js';
import { type Clock, systemClock } from '../kernel/clock.js';
import { tokenTimes } from '../modules/accounts/index.js';
import type { TimelineSettings } from '../modules/feeds/index.js';
import { TrustedProxies } from '../platform/addresses.js';
import { isStoreAway } from '../platform/away.js';
import { appUrlOf, type Config, inUrl } from '../platform/config/config.js';
import { CountedQuota } from '../platform/limits/counted-quota.js';
import { PointBudgets } from '../platform/limits/point-budgets.js';
import { LiveCursors } from '../platform/live/live-cursor.js';
import { LiveHub } from '../platform/live/live-hub.js';
import { createWake } from '../platform/outbox/wake.js';
import { deriveKey } from '../platform/secrets.js';
import type { Log } from '../platform/telemetry/log.js';
import { withAnonymousAnswers } from './api/anonymous-answers.js';
import { serveAccountPages } from './api/account-pages.js';
import { serveAvatars } from './api/avatars.js';
import { startApollo } from './api/apollo.js';
import { documentChecker } from './api/check-document.js';
import { compiler, interpreter } from './api/execute.js';
import { EXAMPLES } from './api/examples.js';
import { serveExplorer } from './api/explorer.js';
import { serveGraphql } from './api/graphql-route.js';
import { HealthWatch, serveHealth } from './api/health.js';
import { serveKeys } from './api/keys.js';
import { createHttp } from './api/http.js';
import { serveMails } from './api/mails.js';
import { type Assembly, assemble } from './assemble.js';
import { endConnectionsWithAnswers, takeNoMore } from './draining.js';
import { openJobs, purgeJobs } from './jobs.js';
import { MAIL_KEPT_DAYS, mailFolder, openMailing } from './mailing.js';
import { serveMetrics } from './metrics.js';
import { Charge } from './limits/charge.js';
import { withBudgets, withDeadline } from './limits/charged-execution.js';
import { budgetSizes, connectionLimits, quotaSizes, socketLimits } from './limits/from-config.js';
import { makeSchema } from './schema.js';
import { mongoCounterOwners, POSTGRES_COUNTER_OWNERS, STORE_SCHEMA } from './store-schema.js';
import { openStores, type Stores, type StoreUrls } from './stores.js';
import { serveSubscriptions } from './subscriptions.js';
import { createWorker, type Worker } from './worker.js';

export interface StartOptions {
  readonly config: Config;
  readonly urls: StoreUrls;
  readonly masterSecret: Buffer;
  readonly log: Log;
  /** Tests hand in their own. */
  readonly clock?: Clock;
  /** Runs once the stores are open and before anybody is let in. */
  readonly prepare?: (opened: { stores: Stores; assembly: Assembly; publicUrl: string }) => Promise<void>;
}

export interface RunningPlaza {
  /** Where HTTP is served, as in "http://127.0.0.1:4000". */
  readonly url: string;
  readonly stores: Stores;
  readonly assembly: Assembly;
  /** What runs behind the commits; in roles without a worker it is there but does not run. */
  readonly worker: Worker;
  /**
   * Says that it is not ready, goes on for `delayMs` so that balancers notice, then takes nobody in, lets requests end,
   * sends sockets elsewhere and gives back what it works on. `close` comes after it.
   */
  drain(delayMs: number): Promise<void>;
  /** Ends at once what has not ended. */
  close(): Promise<void>;
}

/** How long requests may take to end once the process stops: well within what it has for all of it (app/main.ts). */
const HANG_UP_MS = 7_000;
/** Web pages that show Apollo Sandbox; they may call the API where the explorer is switched on. */
const SANDBOX = ['https://studio.apollographql.com', 'https://sandbox.embed.apollographql.com'];

/** Starts one process in its role: opens the stores, assembles the modules, serves, works. */
export async function startPlaza(options: StartOptions): Promise<RunningPlaza> {
  const { config, masterSecret, log, clock = systemClock } = options;
  const role = config.PLAZA_ROLE;
  const serves = { http: role !== 'worker', live: role === 'all' || role === 'realtime', worker: role === 'all' || role === 'worker' };
  const endings: (() => Promise<unknown> | unknown)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await Promise.resolve(end()).catch((error: unknown) => log.error({ err: error }, 'Stopping met an error'));
  };
  try {
    const stores = await openStores(options.urls, config, STORE_SCHEMA, log);
    endings.push(() => stores.close());
    const outboxWake = createWake(stores.bus, 'outbox', log);
    const logWake = createWake(stores.bus, 'log', log);
    const mailWake = createWake(stores.bus, 'mail', log);
    const jobs = await openJobs(options.urls, config, stores, log);
    endings.push(() => jobs.close());
    const assembly = assemble({
      stores, masterSecret, log,
      quota: new CountedQuota(stores.counter, quotaSizes(config)),
      clock,
      tokenIssuer: config.TOKEN_ISSUER,
      tokenTimes: tokenTimes(config),
      serviceTokenMaxDays: config.SERVICE_TOKEN_MAX_DAYS,
      maxPostLength: config.MAX_POST_LENGTH,
      maxCommentLength: config.MAX_COMMENT_LENGTH,
      accountDeletionGraceDays: config.ACCOUNT_DELETION_GRACE_DAYS,
      appUrl: appUrlOf(config),
      timelines: timelineSettings(config),
      wakeRelay: () => outboxWake.wake(),
      wakeMails: () => mailWake.wake(),
      carryJobs: (rows) => jobs.carry(rows),
    });
    const publicUrl = `http://${inUrl(config.HOST)}:${config.PORT}`;
    await options.prepare?.({ stores, assembly, publicUrl });
    await assembly.accounts.start();
    endings.push(() => assembly.accounts.stop());

    endings.push(() => assembly.feeds.stop());
    if (serves.worker) await assembly.feeds.startWorker();

    const mailing = serves.worker ? openMailing(config, assembly, log) : null;
    if (mailing) endings.push(() => mailing.close());
    const worker = createWorker({
      ...stores, outboxWake, logWake, log,
      announcer: assembly.inMongo.announcer,
      consumers: assembly.consumers,
      mongoCounters: mongoCounterOwners(systemClock),
      postgresCounters: POSTGRES_COUNTER_OWNERS,
      runDeletions: () => assembly.accounts.runDeletions(),
      purges: [
        () => assembly.accounts.purgeRequests(),
        () => assembly.accounts.purgeDevices(),
        () => assembly.accounts.purgeSessions(),
        () => assembly.accounts.purgeSecurityLog(daysAgo(config.SECURITY_LOG_DAYS)),
        () => assembly.mailStore.purge(MAIL_KEPT_DAYS, 1_000),
        () => assembly.relationships.purgeMutes(),
        () => purgeJobs(assembly, systemClock.now()),
      ],
      jobs: serves.worker ? jobs.workFor(assembly) : undefined,
      jobStore: assembly.jobStore,
      parkedEvents: assembly.parkedEvents,
      patience: { maxAttempts: config.JOB_ATTEMPTS, firstRetryMs: config.JOB_RETRY_SECONDS * 1_000 },
      mails: mailing ? { run: () => mailing.sender.run(), wake: mailWake } : undefined,
      retentionDays: config.EVENT_RETENTION_DAYS,
      clock: systemClock,
    });
    if (serves.worker) {
      await worker.start();
      endings.push(() => worker.stop());
    }
    if (config.METRICS_PORT > 0) endings.push(await serveMetrics(config.HOST, config.METRICS_PORT));
    const { url, ...served } = await serve({ config, masterSecret, log, stores, assembly, logWake, serves, endings });
    const drain = async (delayMs: number) => {
      served.unready();
      await sleep(delayMs);
      await Promise.all([served.takeNoMore(), serves.worker ? worker.stop() : undefined]);
    };
    return { url, stores, assembly, worker, drain, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const timelineSettings = (config: Config): TimelineSettings | null =>
  config.HOME_TIMELINES
    ? { cap: config.HOME_TIMELINE_ENTRIES, windowMs: config.HOME_TIMELINE_DAYS * 86_400_000, batch: config.FAN_OUT_BATCH, mostFollowers: config.FAN_OUT_MOST_FOLLOWERS }
    : null;

const daysAgo = (days: number): Date => new Date(systemClock.now().getTime() - days * 86_400_000);

interface ServeParts extends Pick<StartOptions, 'config' | 'masterSecret' | 'log'> {
  readonly stores: Stores;
  readonly assembly: Assembly;
  readonly logWake: ReturnType<typeof createWake>;
  readonly serves: { readonly http: boolean; readonly live: boolean };
  readonly endings: (() => Promise<unknown> | unknown)[];
}

interface Served {
  readonly url: string;
  /** Balancers are to send nobody here any more, and clients to open their next connection elsewhere. */
  unready(): void;
  takeNoMore(): Promise<void>;
}

/** Everything that listens on the port. A worker answers for its health alone. */
async function serve({ config, masterSecret, log, stores, assembly, logWake, serves, endings }: ServeParts): Promise<Served> {
  const origins = [...config.CORS_ORIGINS, ...(config.EXPLORER ? SANDBOX : [])];
  const proxies = new TrustedProxies(config.TRUSTED_PROXIES);
  const http = await createHttp({ maxBodyBytes: config.MAX_BODY_BYTES, corsOrigins: origins, proxies, connections: connectionLimits(config), log });
  const health = new HealthWatch(stores.dependencies, log);
  serveHealth(http, health);
  if (serves.http) serveAvatars(http);

  let closeSockets: () => Promise<void> = async () => undefined;
  if (serves.http) {
    const { accounts, factories } = assembly;
    const limits = { tokens: config.MAX_TOKENS, depth: config.MAX_DEPTH, aliases: config.MAX_ALIASES, fields: config.MAX_FIELDS, rows: config.MAX_ROWS, cost: config.MAX_COST };
    const policy = { isStoreAway: (error: unknown) => isStoreAway(error) && (log.debug({ err: error }, 'What a store has said to a resolver'), true), report: (errorId: string, err: unknown, path?: string) => log.error({ errorId, err, path }, 'A surprise in a resolver') };
    const schema = await makeSchema(assembly.resolvers);
    const costs = new CostModel(schema);
    const charge = new Charge(costs, new PointBudgets(stores.counter), budgetSizes(config));
    const answer = withAnonymousAnswers(schema, stores.answerCache, (config.GRAPHQL_JIT ? compiler : interpreter)(schema, policy));
    const execute = withBudgets(charge, policy, withDeadline(config.REQUEST_TIMEOUT_MS, policy, answer));
    const apollo = await startApollo({ schema, execute, costs, charge, limits, policy, keyValue: stores.keyValue, explorer: config.EXPLORER, log });
    endings.push(() => apollo.stop());
    serveKeys(http, () => accounts.signingKeys.publicKeys());
    serveGraphql(http, { server: apollo, limits, factories, charge, authenticate: accounts.authenticate, origins: config.CORS_ORIGINS, refreshSeconds: config.SESSION_IDLE_DAYS * 86_400 });
    if (config.EXPLORER) serveExplorer(http, EXAMPLES);
    const folder = config.EXPLORER ? mailFolder(config) : null;
    if (folder) serveMails(http, folder);
    if (config.APP_URL === undefined) serveAccountPages(http);
    if (serves.live) {
      const cursors = new LiveCursors(deriveKey(masterSecret, 'live-cursor'));
      const hub = new LiveHub({ mongo: stores.mongo, logWake, cursors, factories, heartbeatMs: config.LIVE_HEARTBEAT_SECONDS * 1_000, log });
      await hub.start();
      const subscriptions = serveSubscriptions({
        server: http.server, schema, execute, policy, factories, hub, cursors, log, origins, charge, proxies,
        checkDocument: documentChecker(schema, costs, limits),
        authenticate: accounts.authenticateSocket,
        onSessionEnded: accounts.onSessionEnded,
        limits: socketLimits(config),
      });
      endings.push(() => hub.stop());
      closeSockets = () => subscriptions.close();
    }
  }
  let hangUpAt = Infinity;
  const stopTaking = () => (hangUpAt = Math.min(hangUpAt, Date.now() + Math.min(config.REQUEST_TIMEOUT_MS, HANG_UP_MS)));
  // Together: the server waits for its sockets, and takes nobody in meanwhile.
  endings.push(async () => {
    // Whoever has not even sent a request by then would be waited for, for as long as they like.
    const hangUp = setTimeout(() => http.server.closeAllConnections(), stopTaking() - Date.now());
    await Promise.all([http.close(), closeSockets()]);
    clearTimeout(hangUp);
  });
  await http.listen({ host: config.HOST, port: config.PORT });
  health.start();
  endings.push(() => health.stop(), () => health.drain());
  const { port } = http.server.address() as AddressInfo;
  return {
    url: `http://${inUrl(config.HOST)}:${port}`,
    unready() {
      health.drain();
      endConnectionsWithAnswers(http.server);
    },
    async takeNoMore() {
      stopTaking();
      await Promise.all([takeNoMore(http.server), closeSockets()]);
    },
  };
}
