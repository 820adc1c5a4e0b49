import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A letter as a mail server took it. */
export interface Delivered {
  readonly to: readonly string[];
  readonly message: string;
  readonly encrypted: boolean;
}

export interface SmtpOptions extends Pick<SMTPServerOptions, 'key' | 'cert' | 'secure' | 'disabledCommands'> {
  /** What it says to the next recipients, first come first served, before it takes any: as in [451, 'Not now']. */
  readonly refusals?: [number, string][];
}

/** A real mail server that takes letters for everybody who has its password. */
export class Smtp {
  readonly delivered: Delivered[] = [];
  /** The passwords that it was told, right or wrong. */
  readonly passwords: string[] = [];
  private readonly server: SMTPServer;

  private constructor({ refusals = [], ...options }: SmtpOptions) {
    this.server = new SMTPServer({
      ...options,
      authOptional: true,
      allowInsecureAuth: true,
      logger: false,
      onAuth: ({ password }, _session, done) => {
        this.passwords.push(password ?? '');
        done(password === SMTP_PASSWORD ? null : new Error('No.'), { user: 'plaza' });
      },
      onRcptTo: (_address, _session, done) => {
        const refusal = refusals.shift();
        done(refusal ? Object.assign(new Error(refusal[1]), { responseCode: refusal[0] }) : null);
      },
      onData: (stream, { secure, envelope }, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.delivered.push({ to: envelope.rcptTo.map(({ address }) => address), message: Buffer.concat(chunks).toString(), encrypted: secure });
          done();
        });
      },
    });
    // Whoever does not trust its certificate hangs up in the middle.
    this.server.on('error', () => undefined);
  }

  static async start(options: SmtpOptions, port = 0): Promise<Smtp> {
    const smtp = new Smtp(options);
    await new Promise<void>((resolve) => smtp.server.listen(port, '127.0.0.1', resolve));
    return smtp;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

export const SMTP_PASSWORD = 'a letter/box @ the pier';
