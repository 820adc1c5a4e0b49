import type { Clock } from '../../../kernel/clock.js';
import type { Commit } from '../../../kernel/commit.js';
import { forbidden } from '../../../kernel/errors.js';
import { mintId } from '../../../kernel/ids.js';
import type { MailQueue } from '../../../kernel/mail.js';
import { done, type Outcome, refused } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import type { Viewer } from '../../../kernel/viewer.js';
import { checkEmail } from '../account.rules.js';
import type { AccountStore } from '../account.store.js';
import type { Device } from '../sessions/device.js';
import type { EmailRequestStore, Tx } from './email-request.store.js';
import type { EmailVault } from '../email-vault.js';
import type { RequireFreshPassword } from '../passwords/fresh-password.js';

export interface RequestEmailChangeDeps {
  readonly accounts: AccountStore;
  readonly emailRequests: EmailRequestStore;
  readonly emails: EmailVault;
  readonly requireFreshPassword: RequireFreshPassword;
  readonly mails: MailQueue<Tx>;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
}

export interface RequestEmailChangeRequest {
  readonly newEmail: string;
  readonly idempotencyKey?: string | null;
}

export type RequestEmailChange = (viewer: Viewer, input: RequestEmailChangeRequest, device: Device) => Promise<Outcome<{ readonly requestId: string }>>;

/** For how long the letter to the new address is good. */
export const EMAIL_CHANGE_HOURS = 24;

/**
 * The viewer wants another address, which takes a fresh password. The new one has to confirm it, and the present one is told
 * at once. Whether somebody has the new one is not asked here: its owner learns it from the letter.
 */
export function requestEmailChange({ accounts, emailRequests, emails, requireFreshPassword, mails, securityLog, commit, clock }: RequestEmailChangeDeps): RequestEmailChange {
  return async (viewer, input, device) => {
    const me = await requireFreshPassword(viewer);
    const errors = checkEmail(input.newEmail).map((error) => ({ ...error, field: 'newEmail' }));
    if (errors.length > 0) return refused(errors);
    const id = mintId();
    const createdAt = clock.now();
    const expiresAt = new Date(createdAt.getTime() + EMAIL_CHANGE_HOURS * 3_600_000);
    const quotaOf = emails.hashOf(input.newEmail).toString('hex');
    return commit.once({ viewer: me, mutation: 'requestEmailChange', input, quota: 'mails', quotaOf }, async (tx) => {
      if (!(await accounts.emailForUpdate(tx, me.userId))) throw forbidden('NO_ACCOUNT', 'Whoever was imported has no account whose address could be changed.');
      // Who thinks better of it asks again: the last letter counts.
      await emailRequests.forgetOf(tx, 'CHANGE_EMAIL', me.userId);
      await emailRequests.insert(tx, { id, purpose: 'CHANGE_EMAIL', userId: me.userId, ...emails.seal(id, input.newEmail), createdAt, expiresAt });
      await mails.enqueue(tx, { kind: 'email-change', values: { requestId: id } }, { kind: 'email-change-asked', values: { userId: me.userId } });
      await securityLog.record(tx, { kind: 'EMAIL_CHANGE_REQUESTED', userId: me.userId, actorId: me.userId, sessionId: me.sessionId, ...device });
      return done({ requestId: id });
    });
  };
}
