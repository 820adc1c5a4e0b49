import { rateLimited } from '../../kernel/errors.js';
import type { Quota, QuotaName } from '../../kernel/quota.js';
import type { WindowCounter } from './window-counter.js';

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const WINDOWS: Readonly<Record<QuotaName, number>> = {
  posts: MINUTE_MS,
  comments: MINUTE_MS,
  reactions: MINUTE_MS,
  reposts: MINUTE_MS,
  follows: 24 * HOUR_MS,
  signUps: HOUR_MS,
  mails: HOUR_MS,
  passwordsOfAccount: 15 * MINUTE_MS,
  passwordsOfAddress: HOUR_MS,
};

/** How many in a window; 0 for no limit. */
export type QuotaSizes = Readonly<Record<QuotaName, number>>;

/** Quotas in counters that all processes share. */
export class CountedQuota implements Quota {
  constructor(
    private readonly counter: WindowCounter,
    private readonly sizes: QuotaSizes,
  ) {}

  async take(name: QuotaName, subject: string): Promise<void> {
    const limit = this.sizes[name];
    if (limit === 0) return;
    const [taken] = await this.counter.take([{ key: keyOf(name, subject), limit, windowMs: WINDOWS[name], least: 1, most: 1 }]);
    if (taken!.granted === 0) throw rateLimited(Math.max(1, Math.ceil((taken!.resetAt - Date.now()) / 1_000)), { limit: name });
  }

  async giveBack(name: QuotaName, subject: string): Promise<void> {
    if (this.sizes[name] > 0) await this.counter.giveBack(keyOf(name, subject), 1);
  }
}

const keyOf = (name: QuotaName, subject: string): string => `quota:${name}:${subject}`;
