import type { Clock } from '../../../kernel/clock.js';
import type { Commit } from '../../../kernel/commit.js';
import { mintId } from '../../../kernel/ids.js';
import type { MailQueue } from '../../../kernel/mail.js';
import { done, type Outcome, refuse, refused } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { type AccountStore, EmailTaken, type Tx } from '../account.store.js';
import type { Device } from '../sessions/device.js';
import type { EmailRequestStore } from './email-request.store.js';
import type { EmailVault } from '../email-vault.js';
import { EXPIRED } from './expired.js';
import type { LetterTokens } from './letter-tokens.js';

export interface ConfirmEmailChangeDeps {
  readonly accounts: AccountStore;
  readonly emailRequests: EmailRequestStore;
  readonly emails: EmailVault;
  readonly letterTokens: LetterTokens;
  readonly mails: MailQueue<Tx>;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
}

export type ConfirmEmailChange = (input: { readonly token: string }, device: Device) => Promise<Outcome<object>>;

/** The former address is kept until the letter to it has surely been written, or given up. */
const TELL_DAYS = 7;
const TAKEN = refused([refuse('TAKEN', null, 'There is an account with this address already.')]);

/** Whoever reads the mail of the new address confirms it: the account has it from now on, and the former one is told. */
export function confirmEmailChange({ accounts, emailRequests, emails, letterTokens, mails, securityLog, commit, clock }: ConfirmEmailChangeDeps): ConfirmEmailChange {
  return async ({ token }, device) => {
    const id = letterTokens.read('email-change', token);
    if (!id) return refused([EXPIRED]);
    const change = async (tx: Tx): Promise<Outcome<object>> => {
      const now = clock.now();
      const request = await emailRequests.take(tx, 'CHANGE_EMAIL', id, now);
      const userId = request?.userId;
      if (!request?.emailCipher || !userId) return refused([EXPIRED]);
      const former = await accounts.emailForUpdate(tx, userId);
      if (!former) return refused([EXPIRED]);
      const next = emails.seal(userId, emails.open(id, request.emailCipher));
      await accounts.replaceEmail(tx, userId, next);

      // Letters that reset the password went to an address that is no longer theirs.
      await emailRequests.forget(tx, 'RESET_PASSWORD', former.emailHash);
      const tellId = mintId();
      const told = emails.seal(tellId, emails.open(userId, former.emailCipher));
      const expiresAt = new Date(now.getTime() + TELL_DAYS * 86_400_000);
      await emailRequests.insert(tx, { id: tellId, purpose: 'TELL_FORMER_ADDRESS', userId, ...told, createdAt: now, expiresAt });
      await mails.enqueue(tx, { kind: 'email-changed', values: { requestId: tellId } });
      await securityLog.record(tx, { kind: 'EMAIL_CHANGED', userId, actorId: null, ...device });
      return done({});
    };
    return commit.run(change).catch((error: unknown) => {
      if (error instanceof EmailTaken) return TAKEN;
      throw error;
    });
  };
}
