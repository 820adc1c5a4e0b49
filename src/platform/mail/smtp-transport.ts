import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import { type MailTransport, type OutgoingMail, toMessage } from './transport.js';

export interface SmtpOptions {
  /** `smtp://` or `smtps://`, with user and password where they are needed. */
  readonly url: string;
  /** As in "Plaza <plaza@example.org>". */
  readonly from: string;
  /** Certificates (PEM) of those who may vouch for the server, in place of the usual ones. */
  readonly caFile?: string | undefined;
  /** False lets letters and password go out in clear, where a server offers no STARTTLS. */
  readonly requireTls: boolean;
}

/** Letters over SMTP: with TLS from the first byte (`smtps`), or STARTTLS, which is insisted on; certificates are verified. */
export function createSmtpTransport({ url, from, caFile, requireTls }: SmtpOptions): MailTransport {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const transporter = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    requireTLS: requireTls && !secure,
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(caFile && { ca: readFileSync(caFile) }) },
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail: OutgoingMail) {
      await transporter.sendMail(toMessage(mail, from));
    },
    close: () => transporter.close(),
  };
}
