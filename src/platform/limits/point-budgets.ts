import type { Want, WindowCounter } from './window-counter.js';

/** Whose points are spent, and how many there are in a window. */
export interface Purse {
  readonly key: string;
  readonly limit: number;
}

/** What a spending has come to. `remaining` and `resetAt` are those of the first purse, or of the one that had not enough. */
export interface Spent {
  readonly refused: boolean;
  readonly cost: number;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since 1970. */
  readonly resetAt: number;
}

/** Points that this process has taken from a purse and not spent yet. */
interface Lease {
  left: number;
  /** What all processes have taken, as last heard. */
  used: number;
  resetAt: number;
  /** So many points and more were refused in this window; what was taken never comes back, so it need not be asked again. */
  refusedFrom: number;
  asking: Promise<void> | null;
}

export const BUDGET_WINDOW_MS = 60_000;
/** A slice is a fiftieth of the purse: what one process holds and does not spend is lost to the others, and no more. */
const SLICES = 50;
const MAX_LEASES = 50_000;

/**
 * Budgets of points that all processes share. A process takes points in slices, so that most requests are paid from what it
 * has: at once and without a word to Redis. Towards the end slices get smaller. More than the limit is never spent.
 */
export class PointBudgets {
  private readonly leases = new Map<string, Lease>();

  constructor(private readonly counter: WindowCounter) {}

  /** Pays from every purse, or from none where one has not enough. No promise where no counter needs to be asked. */
  spend(purses: readonly Purse[], cost: number): Spent | Promise<Spent> | null {
    if (purses.length === 0) return null;
    return this.settle(purses, cost) ?? this.fetchAndSettle(purses, cost);
  }

  /** The purse that is known to have nothing left in this window; null where all may have. */
  empty(purses: readonly Purse[]): Spent | null {
    const now = Date.now();
    const purse = purses.find((each) => this.isRefused(this.leaseOf(each, now), 1));
    return purse ? this.statement(purse, 1, true) : null;
  }

  private async fetchAndSettle(purses: readonly Purse[], cost: number): Promise<Spent> {
    for (;;) {
      await this.fetch(purses, cost);
      const settled = this.settle(purses, cost);
      if (settled) return settled;
    }
  }

  /** Null where it can't be told without asking. */
  private settle(purses: readonly Purse[], cost: number): Spent | null {
    const now = Date.now();
    for (const purse of purses) if (this.isRefused(this.leaseOf(purse, now), cost)) return this.statement(purse, cost, true);
    if (!purses.every((purse) => this.leaseOf(purse, now).left >= cost)) return null;
    for (const purse of purses) this.leaseOf(purse, now).left -= cost;
    return this.statement(purses[0]!, cost, false);
  }

  private isRefused(lease: Lease, cost: number): boolean {
    return lease.left < cost && cost - lease.left >= lease.refusedFrom;
  }

  /** Asks for what is missing, in one round trip; where somebody asks for the same purse already, waits for their answer. */
  private async fetch(purses: readonly Purse[], cost: number): Promise<void> {
    const now = Date.now();
    const lacking = purses.filter((purse) => this.leaseOf(purse, now).left < cost);
    const asked = lacking.filter((purse) => !this.leaseOf(purse, now).asking);
    if (asked.length > 0) {
      const asking = this.ask(asked.map((purse) => ({ purse, lease: this.leaseOf(purse, now) })), cost);
      for (const purse of asked) this.leaseOf(purse, now).asking = asking;
    }
    await Promise.all(lacking.flatMap((purse) => this.leases.get(purse.key)?.asking ?? []));
  }

  private async ask(asked: readonly { readonly purse: Purse; readonly lease: Lease }[], cost: number): Promise<void> {
    const wants = asked.map(({ purse: { key, limit }, lease }): Want => {
      const least = cost - lease.left;
      return { key, limit, windowMs: BUDGET_WINDOW_MS, least, most: Math.max(least, Math.ceil(limit / SLICES)) };
    });
    try {
      const answers = await this.counter.take(wants);
      asked.forEach(({ lease }, i) => {
        const { granted, used, resetAt } = answers[i]!;
        // Clocks of two machines tick apart by some milliseconds: that is no new window.
        if (resetAt > lease.resetAt + 1_000) Object.assign(lease, { resetAt, refusedFrom: Infinity });
        lease.left += granted;
        lease.used = used;
        if (granted === 0) lease.refusedFrom = Math.min(lease.refusedFrom, wants[i]!.least);
      });
    } finally {
      for (const { lease } of asked) lease.asking = null;
    }
  }

  private statement({ key, limit }: Purse, cost: number, refused: boolean): Spent {
    const { used, left, resetAt } = this.leases.get(key)!;
    return { refused, cost, limit, remaining: Math.max(0, limit - used + left), resetAt };
  }

  /** What was left when the window ended is gone with it. */
  private leaseOf({ key }: Purse, now: number): Lease {
    let lease = this.leases.get(key);
    if (!lease) {
      if (this.leases.size >= MAX_LEASES) this.forgetSome(now);
      this.leases.set(key, (lease = { left: 0, used: 0, resetAt: 0, refusedFrom: Infinity, asking: null }));
    } else if (lease.resetAt <= now && !lease.asking) {
      lease.left = 0;
      lease.refusedFrom = Infinity;
    }
    return lease;
  }

  private forgetSome(now: number): void {
    for (const [key, { resetAt, asking }] of this.leases) if (resetAt <= now && !asking) this.leases.delete(key);
    for (const key of this.leases.keys()) {
      if (this.leases.size < MAX_LEASES * 0.9) return;
      this.leases.delete(key);
    }
  }
}
