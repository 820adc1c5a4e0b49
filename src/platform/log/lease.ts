import { type Id, mintId } from '../../kernel/ids.js';
import { isDuplicateKey, type Mongo } from '../mongo/mongo.js';

const LEASE_MS = 6_000;
const RENEW_MS = 2_000;

/**
 * Lets one process at a time do something. It saves work and is no lock: clocks differ, processes stall, so whatever is
 * done under a lease must also be right when two do it.
 */
export class Lease {
  private readonly me: Id = mintId();
  private held = false;
  private askedAt = 0;

  constructor(
    private readonly mongo: Mongo,
    private readonly name: string,
  ) {}

  /** Whether this process holds the lease; takes or renews it where it is time. */
  async hold(): Promise<boolean> {
    const now = Date.now();
    if (now - this.askedAt < (this.held ? RENEW_MS : RENEW_MS / 2)) return this.held;
    this.askedAt = now;
    this.held = false;
    this.held = await this.take(new Date(now));
    return this.held;
  }

  /** Lets the next one have it at once. */
  async release(): Promise<void> {
    this.askedAt = 0;
    if (!this.held) return;
    this.held = false;
    await this.leases.deleteOne({ _id: this.name, owner: this.me });
  }

  private async take(now: Date): Promise<boolean> {
    try {
      await this.leases.updateOne(
        { _id: this.name, $or: [{ until: { $lt: now } }, { owner: this.me }] },
        { $set: { owner: this.me, until: new Date(now.getTime() + LEASE_MS) } },
        { upsert: true },
      );
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  private get leases() {
    return this.mongo.collection<{ _id: string; owner: string; until: Date }>('leases');
  }
}
