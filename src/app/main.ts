import { resolve } from 'node:path';
import { UntrustedStoreError } from '../platform/certificates.js';
import { type Config, ConfigError, readConfig, usesEmbeddedStores, warningsOf } from '../platform/config/config.js';
import { givenStoreUrls } from '../platform/config/store-urls.js';
import { type EmbeddedStores, EmbeddedStoreError, startEmbeddedStores } from '../platform/embedded/index.js';
import { createLog } from '../platform/telemetry/log.js';
import { type DemoLogin, makeDemoWorld } from './demo.js';
import { greet } from './greeting.js';
import { probePort } from './probe-port.js';
import { announceRunning, forgetRunning, runningStores } from './running.js';
import { embeddedMasterSecret } from './secrets.js';
import { type RunningPlaza, startPlaza } from './start.js';
import { outliveSurprises } from './surprises.js';

/** After the delay in which balancers notice. The stores that were started with it have their own time. */
const STOP_WITHIN_MS = 10_000;

/** Reads the role, starts it, and disposes of it when it is told to stop. Ends the process with a sentence where it can't start. */
export async function main(): Promise<void> {
  let starting: Promise<EmbeddedStores> | null = null;
  let embedded: EmbeddedStores | null = null;
  let plaza: RunningPlaza | null = null;
  let demoLogin: DemoLogin | null = null;
  let stopping: Promise<void> | null = null;
  let drainDelayMs = 0;
  const calledOff = new AbortController();
  const leave = async (exitCode: number): Promise<never> => {
    // A start that was called off cleans up after itself; leave no store behind by being faster.
    embedded ??= (await starting?.catch(() => null)) ?? null;
    if (embedded) forgetRunning(resolve(process.env['PLAZA_DATA_DIR'] || '.data'));
    await embedded?.stop();
    process.exit(exitCode);
  };
  const stop = (exitCode: number, drainDelayMs: number | null): Promise<void> =>
    (stopping ??= (async () => {
      calledOff.abort(new Error('The start was called off.'));
      const forced = setTimeout(() => {
        say(`Stopping took longer than ${STOP_WITHIN_MS / 1_000} s: ending now. What this process had in hand lapses within seconds, and others take it up.`);
        void leave(1);
      }, (drainDelayMs ?? 0) + STOP_WITHIN_MS).unref();
      if (drainDelayMs !== null) await plaza?.drain(drainDelayMs).catch((error: unknown) => say(`Draining met an error: ${messageOf(error)}`));
      await plaza?.close().catch((error: unknown) => say(`Stopping met an error: ${messageOf(error)}`));
      clearTimeout(forced);
      await leave(exitCode);
    })());
  const asked = (signal: NodeJS.Signals) => {
    if (stopping) {
      // Whoever asks twice does not want to wait; the next start deals with the stores that are left behind.
      say(`Asked to stop again (${signal}): ending now.`);
      process.exit(130);
    }
    // Nobody balances between processes at somebody's terminal.
    void stop(0, signal === 'SIGTERM' ? drainDelayMs : 0);
  };
  process.on('SIGINT', asked).on('SIGTERM', asked);

  try {
    const config = readConfig(process.env);
    drainDelayMs = config.DRAIN_DELAY_MS;
    const log = createLog(config.LOG_LEVEL, config.LOG_PRETTY || (process.stdout.isTTY ?? false));
    outliveSurprises(log);
    for (const warning of warningsOf(config, process.env)) say(`Warning: ${warning}`);
    await probePort(config.HOST, config.PORT).catch((error: unknown) => {
      // Where Plaza itself runs on this data there is a better sentence, which the data's lock has.
      if (!runningStores(resolve(config.PLAZA_DATA_DIR))) throw error;
    });
    const need = missingStores(config);
    if (need.postgres || need.mongodb || need.redis) {
      starting = startEmbeddedStores({ dataDir: resolve(config.PLAZA_DATA_DIR), need, log: say, signal: calledOff.signal });
      embedded = await starting;
      embedded.onCrash((sentence) => {
        say(sentence);
        void stop(1, null);
      });
      if (embedded.redisMissing) say(`Going on without Redis, with bus and caches in memory, which is fine for one process. ${embedded.redisMissing}`);
    }
    const given = givenStoreUrls(config);
    const urls = {
      postgresUrl: given.postgresUrl ?? embedded!.postgresUrl!,
      mongodbUrl: given.mongodbUrl ?? embedded!.mongodbUrl!,
      redisUrl: given.redisUrl ?? embedded?.redisUrl,
      redisCacheUrl: given.redisCacheUrl ?? (given.redisUrl ? undefined : embedded?.redisCacheUrl),
    };
    plaza = await startPlaza({
      config,
      log,
      urls,
      masterSecret: config.MASTER_SECRET ?? (await embeddedMasterSecret(resolve(config.PLAZA_DATA_DIR))),
      prepare: async (opened) => {
        if (config.DEMO_DATA && usesEmbeddedStores(config)) demoLogin = await makeDemoWorld(opened, say);
      },
    });
    if (embedded) announceRunning(resolve(config.PLAZA_DATA_DIR), urls);
    greet(plaza, demoLogin, config, say);
  } catch (error) {
    if (stopping) return;
    say(explain(error));
    await stop(1, null);
  }
}

function missingStores(config: Config): { postgres: boolean; mongodb: boolean; redis: boolean } {
  const all = config.PLAZA_ROLE === 'all';
  return { postgres: all && !config.POSTGRES_URL, mongodb: all && !config.MONGODB_URL, redis: all && !config.REDIS_URL };
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return `These settings are wrong:\n${error.message.replace(/^/gm, '  ')}`;
  if (error instanceof EmbeddedStoreError || error instanceof UntrustedStoreError) return error.message;
  const { code, port, address } = error as { code?: string; port?: number; address?: string };
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is taken. Stop what listens there, or choose another: PORT=${(port ?? 4000) + 1} npm start`;
  if (code === 'EACCES' && port) return `Port ${port} may not be opened by this user; choose one above 1023 with PORT.`;
  return `Plaza could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function say(line: string): void {
  process.stderr.write(`plaza: ${line}\n`);
}
