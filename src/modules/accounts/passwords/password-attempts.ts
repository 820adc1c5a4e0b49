import { createHash } from 'node:crypto';
import type { UserId } from '../../../kernel/ids.js';
import type { Quota, QuotaName } from '../../../kernel/quota.js';

/** Where a password is tried, and on whose account. */
export interface Attempt {
  /** What the account is called by whoever tries: two names of one account are counted apart, lest the count tell that they belong together. */
  readonly name: string;
  /** The network that it comes from; null where it does not matter. */
  readonly network: string | null;
  /** Something that only a device has on which this account was signed in before; null where there is no such thing. */
  readonly device: Buffer | null;
}

/**
 * Bounds how often passwords are tried. An attempt is taken before the password is looked at, so that a hundred at once are
 * a hundred, and given back when it was right. A known device has attempts of its own: whoever attacks an account from
 * elsewhere does not lock its owner out.
 */
export class PasswordAttempts {
  constructor(private readonly quota: Quota) {}

  /** Runs `check`, which says whether the password is right; RATE_LIMITED without a look where too many were wrong. */
  async during(attempt: Attempt, check: () => Promise<boolean>): Promise<boolean> {
    const taken: (readonly [QuotaName, string])[] = [];
    const giveBack = () => Promise.all(taken.map(([name, subject]) => this.quota.giveBack(name, subject)));
    try {
      for (const [name, subject] of countsOf(attempt)) {
        await this.quota.take(name, subject);
        taken.push([name, subject]);
      }
    } catch (error) {
      await giveBack();
      throw error;
    }
    const right = await check();
    if (right) await giveBack();
    return right;
  }

  /** The same for somebody who is signed in already. */
  ofViewer(userId: UserId, check: () => Promise<boolean>): Promise<boolean> {
    return this.during({ name: userId, network: null, device: null }, check);
  }
}

function countsOf({ name, network, device }: Attempt): (readonly [QuotaName, string])[] {
  if (device) return [['passwordsOfAccount', `device:${device.toString('base64url')}`]];
  const account = ['passwordsOfAccount', createHash('sha256').update(name).digest('base64url')] as const;
  return network === null ? [account] : [account, ['passwordsOfAddress', network]];
}
