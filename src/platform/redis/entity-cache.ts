import type { EntityCache } from '../../kernel/cache.js';
import type { KeyValue } from './key-value.js';

/** Entities by id and revision. Nothing is ever invalidated: a changed entity has another key. */
export class KeyValueEntityCache implements EntityCache {
  constructor(
    private readonly store: KeyValue,
    private readonly configured: boolean,
  ) {}

  get enabled(): boolean {
    return this.configured && this.store.ready;
  }

  async getMany(keys: readonly string[]): Promise<(string | null)[]> {
    if (keys.length === 0) return [];
    try {
      return await this.store.getMany(keys.map((key) => this.nameOf(key)));
    } catch {
      return keys.map(() => null);
    }
  }

  setMany(entries: readonly (readonly [string, string])[], ttlSeconds: number): void {
    if (entries.length === 0 || !this.enabled) return;
    const ttlMs = () => Math.round(ttlSeconds * 1_000 * (0.9 + Math.random() * 0.1));
    this.store.setMany(entries.map(([key, value]) => [this.nameOf(key), value, ttlMs()])).catch(() => undefined);
  }

  private nameOf(key: string): string {
    return `plaza:${this.store.epoch()}:${key}`;
  }
}
