import DataLoader from 'dataloader';

/**
 * A DataLoader over a store function that takes all keys at once and gives a Map. What the Map lacks is null.
 * `keyOf` makes the cache key where the key is an object.
 */
export function loaderOf<Key, Row, CacheKey = Key>(
  fetchMany: (keys: readonly Key[]) => Promise<ReadonlyMap<CacheKey, Row>>,
  keyOf: (key: Key) => CacheKey = (key) => key as unknown as CacheKey,
): DataLoader<Key, Row | null, CacheKey> {
  return new DataLoader<Key, Row | null, CacheKey>(
    async (keys) => {
      const found = await fetchMany(keys);
      return keys.map((key) => found.get(keyOf(key)) ?? null);
    },
    { cacheKeyFn: keyOf },
  );
}
