import type { Clock } from '../../../kernel/clock.js';
import type { Announcer, Commit } from '../../../kernel/commit.js';
import type { DeletionStep } from '../../../kernel/deletion.js';
import type { UserId } from '../../../kernel/ids.js';
import type { Log } from '../../../platform/telemetry/log.js';
import type { Profiles } from '../../profiles/index.js';
import { accountDeleted } from '../account.events.js';
import type { AccountDeletionStore } from './account-deletion.store.js';
import type { Tx } from '../account.store.js';
import type { SecurityLogStore } from '../security-log/security-log.store.js';

export interface AccountDeletionDeps {
  readonly store: AccountDeletionStore;
  readonly profiles: Profiles;
  readonly securityLog: SecurityLogStore;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds between the state and the first step: the grace period, and never less than what was under way when the sessions ended may take. */
  readonly delaySeconds: number;
  /** Seconds for which a process has a deletion in hand; after a crash, or a step that failed, another goes on then. */
  readonly leaseSeconds: number;
}

/** Removes what accounts that were deleted have left, in steps that survive a crash; the account itself goes last. */
export class AccountDeletion {
  private steps: readonly DeletionStep[] = [];

  constructor(private readonly deps: AccountDeletionDeps) {}

  register(...steps: readonly DeletionStep[]): void {
    this.steps = [...this.steps, ...steps].sort((a, b) => a.order - b.order);
    const names = new Set(this.steps.map((step) => step.name));
    if (names.size < this.steps.length) throw new Error('Two steps of account deletion have the same name.');
  }

  /** Works on all that wait; gives how many accounts are gone now. */
  async run(): Promise<number> {
    const { store, log, delaySeconds, leaseSeconds } = this.deps;
    let gone = 0;
    for (;;) {
      const userId = await store.claim(delaySeconds, leaseSeconds);
      if (userId === null) return gone;
      try {
        await this.runSteps(userId);
        await this.removeAccount(userId);
        gone++;
      } catch (error) {
        // Its lease keeps it from being taken up at once again.
        log.error({ err: error, userId }, 'Deleting an account broke off; it goes on in a minute.');
      }
    }
  }

  private async runSteps(userId: UserId): Promise<void> {
    const { store, leaseSeconds } = this.deps;
    const finished = await store.stepsDone(userId);
    for (const step of this.steps) {
      if (finished.has(step.name)) continue;
      await store.extendLease(userId, leaseSeconds);
      await step.run(userId);
      await store.markDone(userId, step.name);
    }
  }

  private async removeAccount(userId: UserId): Promise<void> {
    const { store, securityLog, profiles, commit, announcer, clock } = this.deps;
    try {
      await commit.run(async (tx) => {
        await announcer.announce(tx, accountDeleted(userId, clock.now()));
        await store.remove(tx, userId);
        await securityLog.removeAll(tx, userId);
        await profiles.remove(tx, userId);
      });
    } catch (error) {
      // Something came to point at this person after its step had run: all steps look again.
      await store.forgetSteps(userId);
      throw error;
    }
  }
}
