import type { EntityCache } from './cache.js';
import type { Id } from './ids.js';
import { NearRows } from './near-rows.js';

/** A row that counts its changes: any change that shows raises `rev`. */
export interface Revised {
  readonly rev: number;
}

export interface RowSource<Skeleton extends Revised, Row extends Revised> {
  /** The first part of the cache key, as in "user". */
  readonly name: string;
  readonly cache: EntityCache;
  idOf(skeleton: Skeleton): Id;
  /** Reads rows of the owner store, all at once; by id. */
  read(skeletons: readonly Skeleton[]): Promise<ReadonlyMap<Id, Row>>;
  encode(row: Row): string;
  decode(text: string): Row;
}

const TTL_SECONDS = 60;

/**
 * Rows behind the entity cache: first those in the memory of this process, then those that all processes share. Whoever asks
 * names the `rev` that a skeleton has just read from the owner store, and no row of another `rev` is taken for it.
 * Of many that miss the same row at once, one reads. Rows are shared by all who ask; nobody may change one.
 */
export class CachedRows<Skeleton extends Revised, Row extends Revised> {
  /** By id, in whatever revision came last. */
  private readonly near = new NearRows<Row>();
  private readonly flights = new Map<string, Promise<Row | null>>();

  constructor(private readonly source: RowSource<Skeleton, Row>) {}

  /** By skeleton; what has been removed since its skeleton was read is not in the Map. */
  async get(skeletons: readonly Skeleton[]): Promise<Map<Skeleton, Row>> {
    const rows = new Map<Skeleton, Row>();
    const far: Skeleton[] = [];
    for (const skeleton of skeletons) {
      const row = this.nearRow(skeleton);
      if (row) rows.set(skeleton, row);
      else far.push(skeleton);
    }
    if (far.length > 0) await this.getFar(far, rows);
    return rows;
  }

  private nearRow(skeleton: Skeleton): Row | null {
    const row = this.near.get(this.source.idOf(skeleton));
    return row?.rev === skeleton.rev ? row : null;
  }

  private async getFar(skeletons: readonly Skeleton[], into: Map<Skeleton, Row>): Promise<void> {
    const keys = [...new Set(skeletons.map((skeleton) => this.keyFor(skeleton)))];
    const texts = await this.source.cache.getMany(keys);
    const hits = new Map(texts.flatMap((text, i) => (text === null ? [] : [[keys[i]!, this.source.decode(text)]])));
    const missing: Skeleton[] = [];
    for (const skeleton of skeletons) {
      // A flight may have landed while this one was asked: what it brought is near by now.
      const row = hits.get(this.keyFor(skeleton)) ?? this.nearRow(skeleton);
      if (!row) missing.push(skeleton);
      else {
        this.keep(this.source.idOf(skeleton), row);
        into.set(skeleton, row);
      }
    }
    if (missing.length > 0) await this.fill(missing, into);
  }

  /** Whoever asks with an older revision does not push out a younger one. */
  private keep(id: Id, row: Row): void {
    const near = this.near.get(id);
    if (!near || near.rev < row.rev) this.near.set(id, row);
  }

  private async fill(missing: readonly Skeleton[], into: Map<Skeleton, Row>): Promise<void> {
    const wanted = new Map(missing.map((skeleton) => [this.keyFor(skeleton), skeleton]));
    const mine = [...wanted].filter(([key]) => !this.flights.has(key));
    if (mine.length > 0) this.takeOff(new Map(mine));
    await Promise.all(
      missing.map(async (skeleton) => {
        const row = await this.flights.get(this.keyFor(skeleton));
        if (row) into.set(skeleton, row);
      }),
    );
  }

  private takeOff(wanted: ReadonlyMap<string, Skeleton>): void {
    const flight = this.source.read([...wanted.values()]).then((rows) => {
      // Kept under the rev that was read, which may be younger than the one asked for.
      this.source.cache.setMany([...rows].map(([id, row]) => [this.keyOf(id, row.rev), this.source.encode(row)]), TTL_SECONDS);
      for (const [id, row] of rows) this.keep(id, row);
      return rows;
    });
    for (const [key, skeleton] of wanted) {
      const landed = flight.then((rows) => rows.get(this.source.idOf(skeleton)) ?? null);
      this.flights.set(key, landed);
      landed.catch(() => undefined).finally(() => this.flights.delete(key));
    }
  }

  private keyFor(skeleton: Skeleton): string {
    return this.keyOf(this.source.idOf(skeleton), skeleton.rev);
  }

  private keyOf(id: Id, rev: number): string {
    return `${this.source.name}:${id}:${rev}`;
  }
}
