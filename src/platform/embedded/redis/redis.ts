import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningStore, StoreContext } from '../context.js';
import { retryTakenPort } from '../retry-taken-port.js';
import { StoreProcess } from '../store-process.js';
import { familyOf, findRedis } from './find-redis.js';
import { ping } from './ping.js';

/** Two servers of one binary: the queue must not forget, the cache may. */
export interface RunningRedis {
  queue: RunningStore;
  cache: RunningStore;
}

const QUEUE = ['appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction'];
const CACHE = ['appendonly no', 'maxmemory 128mb', 'maxmemory-policy allkeys-lru'];

/** Starts both on 127.0.0.1. Throws a BinaryNotFoundError when there is no server to run, else an EmbeddedStoreError. */
export async function startRedis(ctx: StoreContext): Promise<RunningRedis> {
  const logs = ['appendonlydir', 'appendonly.aof'].map(name => join(ctx.dataDir, 'redis-queue', name)); // Since 7; before.
  const binary = await findRedis(ctx, logs.some(path => existsSync(path)));
  const password = sharedPassword(ctx.dataDir);
  const start = (id: string, name: string, policy: string[]): Promise<RunningStore & { port: number }> => startInstance(ctx, { binary: binary.path, id, name, policy, password });
  const [queue, cache] = await Promise.allSettled([
    start('redis-queue', 'Redis (queue)', ctx.ephemeral ? ['appendonly no', 'maxmemory-policy noeviction'] : QUEUE),
    start('redis-cache', 'Redis (cache)', CACHE),
  ]);
  if (queue.status === 'fulfilled' && cache.status === 'fulfilled') {
    const family = familyOf(binary.banner);
    ctx.memory.remember('redis', { version: binary.version, binary: binary.path, family });
    const called = family === 'valkey' ? 'Valkey' : 'Redis';
    ctx.log(`${called} ${binary.version} from ${binary.source} on ports ${queue.value.port} (queue) and ${cache.value.port} (cache), data in ${join(ctx.dataDir, 'redis-queue')}`);
    return { queue: queue.value, cache: cache.value };
  }
  await Promise.all([queue, cache].map(async started => started.status === 'fulfilled' && started.value.stop()));
  throw (queue.status === 'rejected' ? queue : (cache as PromiseRejectedResult)).reason;
}

/** Loopback is open to every user of the machine, hence a password; kept in the data folder. */
function sharedPassword(dataDir: string): string {
  const file = join(dataDir, 'redis-password');
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

interface Instance {
  binary: string;
  id: string;
  name: string;
  policy: string[];
  password: string;
}

async function startInstance(ctx: StoreContext, { binary, id, name, policy, password }: Instance): Promise<RunningStore & { port: number }> {
  const folder = join(ctx.dataDir, id);
  const config = join(folder, 'server.conf');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { server, port } = await retryTakenPort(ctx, 'redis', name, id, async port => {
    const lines = ['bind 127.0.0.1', `port ${port}`, `dir ${JSON.stringify(folder)}`, `requirepass ${password}`, 'save ""', ...policy];
    // Without this the server rewrites its command line, and an orphan could not be told from any other Redis.
    lines.push('set-proc-title no');
    writeFileSync(config, `${lines.join('\n')}\n`, { mode: 0o600 });
    const server = StoreProcess.spawn(ctx, { name, id, command: binary, args: [config], marker: config, stopSignal: 'SIGTERM', killSignal: 'SIGKILL' });
    await server.untilReady(() => ping(port, password));
    return server;
  });
  return { url: `redis://:${password}@127.0.0.1:${port}`, port, stop: () => server.stop() };
}
