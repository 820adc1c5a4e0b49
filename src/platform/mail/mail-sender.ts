import { inTime, LATE } from '../in-time.js';
import { reasonOf } from '../reason-of.js';
import type { Log } from '../telemetry/log.js';
import type { MailRoom } from './mail-room.js';
import type { ClaimedMail, MailStore } from './mail.store.js';
import type { MailTransport } from './transport.js';

export interface MailSenderDeps {
  readonly store: MailStore;
  readonly room: MailRoom;
  readonly transport: MailTransport;
  /** A letter that failed so often is dead. */
  readonly maxAttempts: number;
  /** After the first failure; doubled with each further one, up to an hour. */
  readonly firstRetryMs: number;
  readonly log: Log;
}

/** Longer than a letter may take, so that two only ever send the same one where one of them was killed or stood still. */
const LEASE_SECONDS = 90;
const DEADLINE_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;
const AT_ONCE = 4;

/** Sends what waits, in any number of processes. A letter goes out at least once: twice only where its sender died in between. */
export class MailSender {
  constructor(private readonly deps: MailSenderDeps) {}

  /** Until nothing waits any more. */
  async run(): Promise<void> {
    const claim = () => this.deps.store.claim(LEASE_SECONDS);
    const first = await claim();
    if (!first) return;
    const lane = async (begin: ClaimedMail | null) => {
      for (let mail = begin; mail; mail = await claim()) await this.send(mail);
    };
    await Promise.all([lane(first), ...Array.from({ length: AT_ONCE - 1 }, async () => lane(await claim()))]);
  }

  private async send(job: ClaimedMail): Promise<void> {
    const { store, room, transport } = this.deps;
    try {
      const mail = await room.composer(job.kind).compose(job.values);
      const sent = mail ? await inTime(transport.send({ ...mail, id: job.id, kind: job.kind }), DEADLINE_MS) : null;
      if (sent === LATE) throw new Error(`Not sent within ${DEADLINE_MS} ms`);
      await store.finish(job);
    } catch (error) {
      await this.failed(job, error);
    }
  }

  private async failed(job: ClaimedMail, error: unknown): Promise<void> {
    const { store, maxAttempts, firstRetryMs, log } = this.deps;
    const reason = reasonOf(error);
    const facts = { mailId: job.id, kind: job.kind, attempts: job.attempts, reason };
    if (isFinal(error) || job.attempts >= maxAttempts) {
      await store.giveUp(job, reason);
      log.error(facts, 'A letter was given up; "npm run mails -- retry" tries it anew');
      return;
    }
    const pause = Math.min(firstRetryMs * 2 ** (job.attempts - 1), LONGEST_RETRY_MS);
    await store.postpone(job, pause * (0.5 + Math.random()), reason);
    log.warn(facts, 'A letter could not be sent; it is tried again');
  }
}

/** What a server refused for good (RFC 5321, 4.2.1): another attempt would be refused, too. Wrong credentials can be mended. */
function isFinal(error: unknown): boolean {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500;
}
