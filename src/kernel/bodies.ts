import { CachedRows, type Revised, type RowSource } from './cached-rows.js';

export interface BodySource<Raw extends Revised, Row extends Revised> extends RowSource<Raw, Row> {
  isWhole(raw: Raw): boolean;
}

/** Completes what aggregates gave: whole rows as they are, skeletons from the entity cache under their `rev`. */
export class Bodies<Raw extends Revised, Row extends Revised> {
  private readonly cached: CachedRows<Raw, Row>;

  constructor(private readonly source: BodySource<Raw, Row>) {
    this.cached = new CachedRows(source);
  }

  /** By what is completed; what was removed since its skeleton was read is not in the Map. */
  async complete(raws: readonly Raw[]): Promise<ReadonlyMap<Raw, Row>> {
    const rows = await this.cached.get(raws.filter((raw) => !this.source.isWhole(raw)));
    for (const raw of raws) if (this.source.isWhole(raw)) rows.set(raw, raw as unknown as Row);
    return rows;
  }

  /** The same under the keys that they were found by. */
  async completeAll(found: ReadonlyMap<string, Raw>): Promise<ReadonlyMap<string, Row>> {
    const rows = await this.complete([...found.values()]);
    return new Map([...found].flatMap(([key, raw]) => (rows.has(raw) ? [[key, rows.get(raw)!]] : [])));
  }
}
