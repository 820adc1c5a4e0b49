/** Chance that falls the same way at every start: mulberry32 (Tommy Ettinger, public domain), seeded by a number. */
export class Dice {
  constructor(private state: number) {}

  /** From 0 up to, but not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }

  /** Different members of a list, in no order; all of them where there are fewer. */
  some<T>(list: readonly T[], count: number): T[] {
    const rest = [...list];
    for (let i = 0; i < Math.min(count, rest.length); i++) {
      const j = this.whole(i, rest.length - 1);
      [rest[i], rest[j]] = [rest[j]!, rest[i]!];
    }
    return rest.slice(0, count);
  }

  /** A whole number with a long tail: most are near `least`, a few near `most`. */
  longTail(least: number, most: number, steepness = 3): number {
    return least + Math.floor((most - least + 1) * this.next() ** steepness);
  }
}

/** Draws members of a list by their weights. */
export class Urn<T> {
  private readonly sums: number[] = [];
  private total = 0;

  constructor(
    private readonly members: readonly T[],
    weightOf: (member: T, index: number) => number,
  ) {
    members.forEach((member, i) => this.sums.push((this.total += weightOf(member, i))));
  }

  draw(dice: Dice): T {
    const at = dice.next() * this.total;
    let [low, high] = [0, this.sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sums[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return this.members[low]!;
  }
}
