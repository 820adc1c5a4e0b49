/** How many of each; what there is none of takes no room. */
export class Tally {
  private readonly counts = new Map<string, number>();

  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: string): void {
    this.counts.set(key, this.of(key) + 1);
  }

  remove(key: string): void {
    if (this.of(key) > 1) this.counts.set(key, this.of(key) - 1);
    else this.counts.delete(key);
  }
}
