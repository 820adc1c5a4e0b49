import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { type Id, isId } from '../../kernel/ids.js';
import { type MailTransport, type OutgoingMail, toMessage } from './transport.js';

/** A letter as it lies in the folder, beside its .eml. */
export interface FiledMail extends OutgoingMail {
  readonly sentAt: string;
}

const KEPT = 200;

/** Letters that go nowhere: files for whoever develops, readable by their owner only. The latest 200 are kept. */
export class MailFolder implements MailTransport {
  private readonly writer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor(
    readonly path: string,
    private readonly from: string,
  ) {}

  async send(mail: OutgoingMail): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const { message } = await this.writer.sendMail(toMessage(mail, this.from));
    await this.write(`${mail.id}.eml`, message as Buffer);
    // Last: a letter is there when this is.
    await this.write(`${mail.id}.json`, JSON.stringify({ ...mail, sentAt: new Date().toISOString() } satisfies FiledMail, null, 2));
    const [...ids] = await this.ids();
    for (const id of ids.slice(KEPT)) for (const end of ['json', 'eml']) await rm(join(this.path, `${id}.${end}`), { force: true });
  }

  /** The letters that are there, the latest first. */
  async list(limit: number): Promise<FiledMail[]> {
    const found = await Promise.all((await this.ids()).slice(0, limit).map((id) => this.read(id)));
    return found.filter((mail) => mail !== null);
  }

  /** Null where there is none of that id. */
  async read(id: string): Promise<FiledMail | null> {
    if (!isId(id)) return null;
    try {
      return JSON.parse(await readFile(join(this.path, `${id}.json`), 'utf8')) as FiledMail;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  close(): void {
    this.writer.close();
  }

  /** Ids are times: sorted as text the latest come last. */
  private async ids(): Promise<Id[]> {
    const names = await readdir(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)).filter(isId).sort().reverse();
  }

  private async write(name: string, content: string | Buffer): Promise<void> {
    const path = join(this.path, name);
    await writeFile(`${path}.part`, content, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }
}
