/**
 * What was used last, within bounds: a number of entries, and their weights together. Documents weigh the length of their
 * source, since what is kept of a large one (its tree, its compiled code) takes some hundred times as many bytes.
 */
export class RecentlyUsed<Value> {
  private readonly entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  private weight = 0;

  constructor(
    private readonly maxEntries: number,
    private readonly maxWeight: number,
  ) {}

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** Keeps a value, unless it alone is heavier than all together may be. */
  set(key: string, value: Value, weight: number): void {
    this.drop(key);
    if (weight > this.maxWeight) return;
    this.entries.set(key, { value, weight });
    this.weight += weight;
    while (this.entries.size > this.maxEntries || this.weight > this.maxWeight) this.drop(this.entries.keys().next().value!);
  }

  private drop(key: string): void {
    this.weight -= this.entries.get(key)?.weight ?? 0;
    this.entries.delete(key);
  }
}
