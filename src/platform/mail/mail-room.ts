import type { MailComposer, MailJob, MailQueue } from '../../kernel/mail.js';
import type { PgTx } from '../postgres/postgres.js';
import type { MailStore } from './mail.store.js';

/** The commit of whoever enqueues is near: until then there would be nothing to see. */
const WAKE_AFTER_MS = 50;

/** Where letters are handed in, and where whoever sends them finds out how each kind is written. */
export class MailRoom implements MailQueue<PgTx> {
  private readonly composers = new Map<string, MailComposer>();

  constructor(
    private readonly store: MailStore,
    /** Tells the workers of all processes that a letter waits; they look by themselves every few seconds, too. */
    private readonly wake: () => void,
  ) {}

  async enqueue(tx: PgTx, ...jobs: MailJob[]): Promise<void> {
    for (const { kind } of jobs) this.composer(kind);
    await this.store.insert(tx, jobs);
    setTimeout(this.wake, WAKE_AFTER_MS).unref();
  }

  registerComposer(...composers: readonly MailComposer[]): void {
    for (const composer of composers) {
      if (this.composers.has(composer.kind)) throw new Error(`Two composers write letters of the kind "${composer.kind}".`);
      this.composers.set(composer.kind, composer);
    }
  }

  composer(kind: string): MailComposer {
    const composer = this.composers.get(kind);
    if (!composer) throw new Error(`Nobody writes letters of the kind "${kind}".`);
    return composer;
  }
}
