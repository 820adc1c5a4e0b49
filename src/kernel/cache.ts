/** A cache of entities by key; it may forget anything at any time, and never throws: a fault is a miss. */
export interface EntityCache {
  /** Whether it is worth asking at all (configured, and not away at the moment). */
  readonly enabled: boolean;
  /** The values of the keys that are there, in the keys' order; null for a miss. */
  getMany(keys: readonly string[]): Promise<(string | null)[]>;
  /** Keeps values for `ttlSeconds`, jittered by a tenth. Does not wait for the cache. */
  setMany(entries: readonly (readonly [key: string, value: string])[], ttlSeconds: number): void;
}

/** Raises the generation of cached anonymous answers: nothing that was cached before is served after. */
export interface AnswerCache {
  raise(): Promise<void>;
}
