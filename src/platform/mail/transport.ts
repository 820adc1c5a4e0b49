import type { Id } from '../../kernel/ids.js';
import type { Mail } from '../../kernel/mail.js';

/** A letter on its way; its id is the same in every attempt. */
export interface OutgoingMail extends Mail {
  readonly id: Id;
  readonly kind: string;
}

/** Takes letters out of the house. */
export interface MailTransport {
  /** Resolves when somebody else has taken the letter over. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** The form in which nodemailer takes a letter. The Message-ID comes from the row: one that went out twice is seen to be one. */
export function toMessage({ id, to, subject, text, html }: OutgoingMail, from: string) {
  const domain = /@([a-z0-9.-]+)>?\s*$/i.exec(from)?.[1] ?? 'localhost';
  return {
    from,
    // As an object: nothing in an address can add another recipient or a header.
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId: `<${id}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
