import type { Clock } from '../../../kernel/clock.js';
import type { UserId } from '../../../kernel/ids.js';
import type { Mail, MailComposer, MailJob } from '../../../kernel/mail.js';
import { type Letter, writeLetter } from '../../../platform/mail/letter.js';
import type { AccountStore, Credentials } from '../account.store.js';
import type { EmailRequest, EmailRequestStore } from './email-request.store.js';
import type { EmailVault } from '../email-vault.js';
import type { LetterTokens } from './letter-tokens.js';
import { CONFIRMATION_HOURS } from '../sign-up/register-user.js';
import type { Registration, RegistrationStore } from '../sign-up/registration.store.js';
import { EMAIL_CHANGE_HOURS } from './request-email-change.js';
import { RESET_MINUTES } from './request-letter.js';

export interface AccountLettersDeps {
  readonly accounts: AccountStore;
  readonly registrations: RegistrationStore;
  readonly emailRequests: EmailRequestStore;
  readonly emails: EmailVault;
  readonly letterTokens: LetterTokens;
  readonly clock: Clock;
  /** Where the links lead, as in "https://app.example.org". */
  readonly appUrl: string;
  readonly graceDays: number;
}

type Values = MailJob['values'];
type Compose = (values: Values) => Promise<Letter | null>;

const NOT_YOU = 'If this was not you, you need not do anything.';
const ALARM = 'If this was not you, set another password at once: whoever did it knows yours, or reads your mail.';

/** Every letter about an account. Who has an address, and what to tell them, is found out here and not where it was asked for. */
export function accountLetters(deps: AccountLettersDeps): MailComposer[] {
  const { accounts, registrations, emailRequests, emails, letterTokens, clock, appUrl, graceDays } = deps;
  // In the fragment, which no server, log or referrer ever sees.
  const linkTo = (page: string, token: string) => `${appUrl}/${page}#token=${token}`;
  const addressOf = (account: Credentials) => emails.open(account.userId, account.emailCipher);

  const confirmation = async (registration: Registration | null): Promise<Letter | null> => {
    if (!registration) return null;
    const to = emails.open(registration.id, registration.emailCipher);
    const account = await accounts.credentialsByEmail(registration.emailHash);
    if (account) return alreadyRegistered(to, account);
    return {
      to,
      title: 'Confirm your address',
      paragraphs: [
        `Somebody, surely you, wants to join as @${registration.username} with this address.`,
        `The link is good for ${CONFIRMATION_HOURS} hours.`,
      ],
      footer: `Did you not ask for @${registration.username}? Then do not follow the link: the account would have somebody else's password.`,
      button: { label: 'Confirm the address and join', url: linkTo('confirm', letterTokens.mint('registration', registration.id)) },
    };
  };
  const alreadyRegistered = (to: string, account: Credentials): Letter => ({
    to,
    title: 'You have an account already',
    paragraphs: [`Somebody wanted to join with this address, which belongs to @${account.username}: sign in with that name. If you forgot the password, ask for a letter to reset it.`],
    footer: NOT_YOU,
  });

  const onRequest = (purpose: EmailRequest['purpose'], compose: (request: EmailRequest) => Promise<Letter | null>): Compose => async ({ requestId }) => {
    const request = requestId === undefined ? null : await emailRequests.byId(purpose, requestId, clock.now());
    return request && compose(request);
  };
  const toOwner = (compose: (account: Credentials) => Omit<Letter, 'to'>): Compose => async ({ userId }) => {
    const account = userId === undefined ? null : await accounts.credentialsOf(userId as UserId);
    return account && { to: addressOf(account), ...compose(account) };
  };

  const letters: Readonly<Record<string, Compose>> = {
    registration: async ({ registrationId }) => confirmation(registrationId === undefined ? null : await registrations.byId(registrationId, clock.now())),
    'registration-again': onRequest('RESEND_CONFIRMATION', async ({ emailHash }) => {
      const account = await accounts.credentialsByEmail(emailHash);
      return account ? alreadyRegistered(addressOf(account), account) : confirmation(await registrations.newestByEmail(emailHash, clock.now()));
    }),
    'password-reset': onRequest('RESET_PASSWORD', async ({ id, emailHash }) => {
      const account = await accounts.credentialsByEmail(emailHash);
      return account && {
        to: addressOf(account),
        title: 'Reset your password',
        paragraphs: [`Somebody asked to set another password for @${account.username}.`, `The link is good for ${RESET_MINUTES} minutes, once.`],
        footer: NOT_YOU,
        button: { label: 'Set another password', url: linkTo('reset-password', letterTokens.mint('password-reset', id)) },
      };
    }),
    'password-changed': toOwner(({ username }) => ({ title: 'Your password was changed', paragraphs: [`The password of @${username} was changed, and the other sessions have ended.`], footer: ALARM })),
    'email-change': onRequest('CHANGE_EMAIL', async ({ id, emailHash, emailCipher, userId }) => {
      const asking = userId && (await accounts.credentialsOf(userId));
      if (!asking || !emailCipher) return null;
      const to = emails.open(id, emailCipher);
      const owner = await accounts.credentialsByEmail(emailHash);
      if (owner) return { to, title: 'This address is in use', paragraphs: [`Somebody wanted to use this address for another account. It belongs to @${owner.username}, and stays there.`], footer: NOT_YOU };
      return {
        to,
        title: 'Confirm your new address',
        paragraphs: [`@${asking.username} shall have this address from now on.`, `The link is good for ${EMAIL_CHANGE_HOURS} hours.`],
        footer: 'If this was not you, do not follow the link.',
        button: { label: 'Confirm the new address', url: linkTo('confirm-email', letterTokens.mint('email-change', id)) },
      };
    }),
    'email-change-asked': toOwner(({ username }) => ({ title: 'Another address was asked for', paragraphs: [`Somebody who is signed in as @${username} wants another address for the account. As soon as that is confirmed, letters no longer come here.`], footer: ALARM })),
    'email-changed': onRequest('TELL_FORMER_ADDRESS', async ({ id, emailCipher, userId }) => {
      const account = userId && (await accounts.credentialsOf(userId));
      if (!account || !emailCipher) return null;
      return { to: emails.open(id, emailCipher), title: 'Your address was changed', paragraphs: [`@${account.username} has another address now; this is the last letter to this one.`], footer: 'If this was not you, turn to whoever runs this place.' };
    }),
    'account-deactivated': toOwner(({ username }) => ({ title: 'Your account rests', paragraphs: [`@${username} is not to be seen any more. Sign in with "reactivate" to come back, whenever you like.`], footer: ALARM })),
    'account-deletion': toOwner(({ username }) => ({ title: 'Your account will be deleted', paragraphs: [graceDays > 0 ? `@${username} is hidden, and will be removed in ${graceDays} ${graceDays === 1 ? 'day' : 'days'}. Until then, "cancel the deletion" with your name and password keeps everything as it was.` : `@${username} is hidden, and is being removed now.`], footer: ALARM })),
  };
  return Object.entries(letters).map(([kind, compose]) => ({
    kind,
    compose: async (values): Promise<Mail | null> => {
      const letter = await compose(values);
      return letter && writeLetter(letter);
    },
  }));
}
