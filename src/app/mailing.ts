import { join, resolve } from 'node:path';
import { type Config, isProduction } from '../platform/config/config.js';
import { createSmtpTransport, MailFolder, MailSender } from '../platform/mail/index.js';
import type { Log } from '../platform/telemetry/log.js';
import type { Assembly } from './assemble.js';

/** Days for which letters that were given up are kept, to be tried anew: which ones and for whom, never what they would have said. */
export const MAIL_KEPT_DAYS = 14;

/** Where letters land in development; null where they are really sent, and in production, where they are nobody's to read. */
export function mailFolder(config: Config): MailFolder | null {
  if (config.SMTP_URL !== undefined || isProduction(process.env)) return null;
  return new MailFolder(join(resolve(config.PLAZA_DATA_DIR), 'mails'), config.MAIL_FROM);
}

/** What sends letters; null in production without a mail server: they wait for one. */
export function openMailing(config: Config, { mails, mailStore }: Assembly, log: Log): { readonly sender: MailSender; close(): void } | null {
  const transport = config.SMTP_URL === undefined
    ? mailFolder(config)
    : createSmtpTransport({ url: config.SMTP_URL, from: config.MAIL_FROM, caFile: config.SMTP_TLS_CA_FILE, requireTls: config.SMTP_REQUIRE_TLS });
  if (!transport) {
    log.warn('SMTP_URL is not set: letters wait until it is');
    return null;
  }
  const sender = new MailSender({ store: mailStore, room: mails, transport, maxAttempts: config.MAIL_ATTEMPTS, firstRetryMs: config.MAIL_RETRY_SECONDS * 1_000, log });
  return { sender, close: () => transport.close() };
}
