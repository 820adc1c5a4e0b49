import { startTestApp, type TestApp } from './app.js';
import { createDatabases } from './databases.js';
import { Proxy } from './proxy.js';

/** Two processes of one instance, with a Redis that can be taken away from both. */
export interface Pair {
  /** Does everything. */
  readonly one: TestApp;
  /** Holds requests and websockets; started anew it is another object. */
  readonly other: TestApp;
  /** Before the queue's Redis and the cache's. */
  readonly proxies: readonly Proxy[];
  /** Ends the second process, and starts another in its place. */
  restartOther(): Promise<void>;
  close(): Promise<void>;
}

export async function startPair(env: Record<string, string> = {}): Promise<Pair> {
  const databases = await createDatabases();
  const { redisUrl, redisCacheUrl } = databases.urls;
  const [queue, cache] = [await Proxy.before(redisUrl!), await Proxy.before(redisCacheUrl!)];
  const urls = { redisUrl: queue.through(redisUrl!), redisCacheUrl: cache.through(redisCacheUrl!) };
  const one = await startTestApp({ databases, urls, env: { ...env, PLAZA_ROLE: 'all' } });
  const startOther = () => startTestApp({ beside: one, urls, env: { ...env, PLAZA_ROLE: 'realtime' } });
  let other = await startOther();
  return {
    one,
    get other() {
      return other;
    },
    proxies: [queue, cache],
    async restartOther() {
      await other.close();
      other = await startOther();
    },
    async close() {
      await other.close();
      await one.close();
      await Promise.all([queue, cache].map((proxy) => proxy.close()));
    },
  };
}
