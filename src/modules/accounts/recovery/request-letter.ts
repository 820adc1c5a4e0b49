import type { Clock } from '../../../kernel/clock.js';
import type { Commit } from '../../../kernel/commit.js';
import { mintId } from '../../../kernel/ids.js';
import type { MailQueue } from '../../../kernel/mail.js';
import type { Quota } from '../../../kernel/quota.js';
import { done, type Outcome, refused } from '../../../kernel/outcome.js';
import { checkEmail } from '../account.rules.js';
import type { EmailRequestPurpose, EmailRequestStore, Tx } from './email-request.store.js';
import type { EmailVault } from '../email-vault.js';

export interface RequestLetterDeps {
  readonly emailRequests: EmailRequestStore;
  readonly emails: EmailVault;
  readonly quota: Quota;
  readonly mails: MailQueue<Tx>;
  readonly commit: Commit<Tx>;
  readonly clock: Clock;
}

export type RequestLetter = (input: { readonly email: string }) => Promise<Outcome<object>>;

/** For how long a letter that resets a password is good. */
export const RESET_MINUTES = 30;
/** Only until the letter is written. */
const RESEND_MINUTES = 60;

/** Somebody forgot their password: whoever reads the mail of this address may set another. */
export const requestPasswordReset = (deps: RequestLetterDeps): RequestLetter => requestLetter(deps, 'RESET_PASSWORD', 'password-reset', RESET_MINUTES);

/** Somebody waits for the letter of confirmation, and asks for it once more. */
export const resendConfirmation = (deps: RequestLetterDeps): RequestLetter => requestLetter(deps, 'RESEND_CONFIRMATION', 'registration-again', RESEND_MINUTES);

/** Work and answer are the same whoever has the address: nobody is looked for until the letter is written. */
function requestLetter({ emailRequests, emails, quota, mails, commit, clock }: RequestLetterDeps, purpose: EmailRequestPurpose, kind: string, minutes: number): RequestLetter {
  return async ({ email }) => {
    const errors = checkEmail(email);
    if (errors.length > 0) return refused(errors);
    const emailHash = emails.hashOf(email);
    await quota.take('mails', emailHash.toString('hex'));
    const id = mintId();
    const createdAt = clock.now();
    const expiresAt = new Date(createdAt.getTime() + minutes * 60_000);
    await commit.run(async (tx) => {
      await emailRequests.insert(tx, { id, purpose, userId: null, emailCipher: null, emailHash, createdAt, expiresAt });
      await mails.enqueue(tx, { kind, values: { requestId: id } });
    });
    return done({});
  };
}
