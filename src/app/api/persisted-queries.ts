import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import type { KeyValue } from '../../platform/redis/key-value.js';

/**
 * Where automatic persisted queries are kept: in Redis, so that a hash registered with one process is known to all. While
 * it is away a hash is unknown, and clients send the whole query again by themselves.
 */
export function persistedQueryCache(store: KeyValue): KeyValueCache<string> {
  const nameOf = (key: string) => `plaza:${key}`;
  return {
    async get(key) {
      if (!store.ready) return undefined;
      const [value] = await store.getMany([nameOf(key)]).catch(() => [null]);
      return value ?? undefined;
    },
    async set(key, value, options) {
      if (store.ready) await store.setMany([[nameOf(key), value, (options?.ttl ?? 86_400) * 1_000]]).catch(() => undefined);
    },
    async delete() {
      // Nothing asks for it: entries end by themselves.
    },
  };
}
