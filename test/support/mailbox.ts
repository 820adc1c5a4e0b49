import { setTimeout as sleep } from 'node:timers/promises';
import { type FiledMail, MailFolder } from '../../src/platform/mail/index.js';

export interface Letter extends FiledMail {
  /** The first web address in the text; '' where there is none. */
  readonly link: string;
  /** What the link is good for; '' where it has none. */
  readonly token: string;
}

export interface Wanted {
  readonly to: string;
  /** The composer's, as in "confirm-registration". */
  readonly kind?: string;
  readonly subject?: string | RegExp;
  /** Milliseconds until it is given up; 15,000 where nothing is said. */
  readonly withinMs?: number;
}

/** The letters of an app without a mail server, as they lie in its folder. */
export class Mailbox {
  private readonly folder: MailFolder;
  private readonly seen = new Set<string>();

  constructor(path: string) {
    this.folder = new MailFolder(path, '');
  }

  /** The oldest letter to somebody that was not asked for before; waits for it. */
  async next({ to, kind, subject, withinMs = 15_000 }: Wanted): Promise<Letter> {
    for (const giveUpAt = Date.now() + withinMs; ; await sleep(25)) {
      const found = (await this.to(to)).filter((mail) => !this.seen.has(mail.id) && (kind === undefined || mail.kind === kind) && (subject === undefined || mail.subject.search(subject) >= 0)).at(-1);
      if (found) {
        this.seen.add(found.id);
        const link = /https?:\/\/\S+/.exec(found.text)?.[0] ?? '';
        return { ...found, link, token: /#token=([\w.-]+)/.exec(link)?.[1] ?? '' };
      }
      if (Date.now() > giveUpAt) throw new Error(`No letter ${kind ?? subject ?? ''} came to ${to} within ${withinMs} ms.`);
    }
  }

  /** All letters to somebody that are there by now, the latest first. */
  async to(address: string): Promise<FiledMail[]> {
    return (await this.folder.list(1_000)).filter((mail) => mail.to.toLowerCase() === address.toLowerCase());
  }
}
