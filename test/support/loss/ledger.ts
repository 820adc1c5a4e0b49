/** One post or comment that was acknowledged. */
export interface Entry {
  readonly kind: 'post' | 'comment';
  /** The global id. */
  readonly id: string;
  /** The place of its author among the writers. */
  readonly writer: number;
  /** The post that was commented; null for a post. */
  readonly under: string | null;
  readonly askedAt: number;
  readonly acknowledgedAt: number;
}

/** What the API has acknowledged: it has to be there, and everyone who may know has to hear of it. */
export class Ledger {
  readonly entries: Entry[] = [];

  add(entry: Entry): void {
    this.entries.push(entry);
  }

  get size(): number {
    return this.entries.length;
  }

  /** The longest time, in milliseconds, in which nothing was acknowledged: since then, by the clock of `performance.now()`. */
  longestGap(since: number): number {
    const times = this.entries.map(({ acknowledgedAt }) => acknowledgedAt).filter((time) => time > since);
    return Math.max(...times.map((time, i) => time - (times[i - 1] ?? since)));
  }
}
