import type { EntityCache } from './cache.js';
import type { Id } from './ids.js';
import { NearRows } from './near-rows.js';

/** A row that counts its changes: any change that shows raises `rev`. */
export interface Revised {
  readonly rev: number;
}

export interface RowSource<Row extends Revised> {
  /** The first part of the cache key, as in "user". */
  readonly name: string;
  readonly cache: EntityCache;
  /** Reads rows of the owner store, all at once. */
  read(ids: readonly Id[]): Promise<ReadonlyMap<Id, Row>>;
  encode(row: Row): string;
  decode(text: string): Row;
}

const TTL_SECONDS = 60;

/**
 * Rows behind the entity cache: first those in the memory of this process, then those that all processes share. Whoever asks
 * names the `rev` that a skeleton has just read from the owner store, and the key contains it: what is old can't be hit.
 * Of many that miss the same key at once, one reads. Rows are shared by all who ask; nobody may change one.
 */
export class CachedRows<Row extends Revised> {
  private readonly near = new NearRows<Row>();
  private readonly flights = new Map<string, Promise<Row | null>>();

  constructor(private readonly source: RowSource<Row>) {}

  async get(revs: ReadonlyMap<Id, number>): Promise<ReadonlyMap<Id, Row>> {
    const rows = new Map<Id, Row>();
    const far: Id[] = [];
    for (const [id, rev] of revs) {
      const row = this.near.get(this.keyOf(id, rev));
      if (row) rows.set(id, row);
      else far.push(id);
    }
    if (far.length > 0) await this.getFar(far, revs, rows);
    return rows;
  }

  private async getFar(ids: readonly Id[], revs: ReadonlyMap<Id, number>, into: Map<Id, Row>): Promise<void> {
    const keys = ids.map((id) => this.keyOf(id, revs.get(id)!));
    const hits = await this.source.cache.getMany(keys);
    const missing: Id[] = [];
    hits.forEach((hit, i) => {
      // A flight may have landed while this one was asked: what it brought is near by now.
      const landed = hit === null ? this.near.get(keys[i]!) : undefined;
      if (landed) return into.set(ids[i]!, landed);
      if (hit === null) return missing.push(ids[i]!);
      const row = this.source.decode(hit);
      this.near.set(keys[i]!, row);
      return into.set(ids[i]!, row);
    });
    if (missing.length > 0) await this.fill(missing, revs, into);
  }

  private async fill(missing: readonly Id[], revs: ReadonlyMap<Id, number>, into: Map<Id, Row>): Promise<void> {
    const mine = missing.filter((id) => !this.flights.has(this.keyOf(id, revs.get(id)!)));
    if (mine.length > 0) this.takeOff(mine, revs);
    await Promise.all(
      missing.map(async (id) => {
        const row = await this.flights.get(this.keyOf(id, revs.get(id)!));
        if (row) into.set(id, row);
      }),
    );
  }

  private takeOff(ids: readonly Id[], revs: ReadonlyMap<Id, number>): void {
    const flight = this.source.read(ids).then((rows) => {
      // Kept under the rev that was read, which may be younger than the one asked for.
      this.source.cache.setMany([...rows].map(([id, row]) => [this.keyOf(id, row.rev), this.source.encode(row)]), TTL_SECONDS);
      for (const [id, row] of rows) this.near.set(this.keyOf(id, row.rev), row);
      return rows;
    });
    for (const id of ids) {
      const key = this.keyOf(id, revs.get(id)!);
      const landed = flight.then((rows) => rows.get(id) ?? null);
      this.flights.set(key, landed);
      landed.catch(() => undefined).finally(() => this.flights.delete(key));
    }
  }

  private keyOf(id: Id, rev: number): string {
    return `${this.source.name}:${id}:${rev}`;
  }
}
