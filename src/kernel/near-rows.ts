const MOST = 5_000;
const OLDEST_MS = 60_000;

/**
 * Rows in the memory of this process, ready to be shown. Two generations: once the younger has `most` rows or is a minute
 * old it becomes the older, which goes; what is asked for moves along. So nothing stays that nobody asks for.
 */
export class NearRows<Row extends object> {
  private young = new Map<string, Row>();
  private old = new Map<string, Row>();
  private youngSince = performance.now();

  constructor(private readonly most = MOST) {}

  get(key: string): Row | undefined {
    const young = this.young.get(key);
    if (young) return young;
    const old = this.old.get(key);
    if (old) this.set(key, old);
    return old;
  }

  set(key: string, row: Row): void {
    if (this.young.size >= this.most || performance.now() - this.youngSince > OLDEST_MS) {
      this.old = this.young;
      this.young = new Map();
      this.youngSince = performance.now();
    }
    this.young.set(key, row);
  }
}
