import type { LogConsumer } from '../../kernel/consumer.js';
import type { PositionedEvent } from '../../kernel/event.js';
import { isStoreAway } from '../away.js';
import type { Mongo } from '../mongo/mongo.js';
import { reasonOf } from '../reason-of.js';
import type { Log } from '../telemetry/log.js';
import { consumerFailures } from './log-metrics.js';
import { type ParkedRow, parkedOf } from './parked-event.store.js';

/** How long a consumer's event is tried before it is given up. */
export interface Patience {
  readonly maxAttempts: number;
  /** After the first failure; doubled with each further one. */
  readonly firstRetryMs: number;
}

export const USUAL_PATIENCE: Patience = { maxAttempts: 10, firstRetryMs: 2_000 };

const LONGEST_MS = 600_000;
const LOOK_EVERY_MS = 1_000;

/** Events that a consumer could not handle: kept with the reason, tried again at ever longer intervals, and in the end given up. */
export class ParkedEvents {
  private lookedAt = 0;

  constructor(
    private readonly mongo: Mongo,
    private readonly consumer: LogConsumer,
    private readonly patience: Patience,
    private readonly log: Log,
  ) {}

  async add(event: PositionedEvent, error: unknown): Promise<void> {
    await this.failed(event, error, 1);
  }

  /** Tries those whose time has come, at most once a second. Throws where a store is away, which counts for no attempt. */
  async retryDue(): Promise<void> {
    if (Date.now() - this.lookedAt < LOOK_EVERY_MS) return;
    this.lookedAt = Date.now();
    const due = await parkedOf(this.mongo).find({ consumer: this.consumer.name, nextAt: { $type: 'date', $lte: new Date() } }).sort({ nextAt: 1 }).limit(20).toArray();
    for (const row of due) await this.retry(row);
  }

  private async retry({ _id, event, attempts }: ParkedRow): Promise<void> {
    try {
      await this.consumer.handle([event]);
    } catch (error) {
      if (isStoreAway(error)) throw error;
      return this.failed(event, error, attempts + 1);
    }
    await parkedOf(this.mongo).deleteOne({ _id });
    this.log.info({ consumer: this.consumer.name, event: event.id, attempts: attempts + 1 }, 'An event that had failed is done');
  }

  private async failed(event: PositionedEvent, error: unknown, attempts: number): Promise<void> {
    const { maxAttempts, firstRetryMs } = this.patience;
    const consumer = this.consumer.name;
    const isDead = attempts >= maxAttempts;
    const reason = reasonOf(error);
    if (isDead) this.log.error({ consumer, event: event.id, type: event.type, attempts, reason }, 'An event was given up by a consumer; "npm run jobs -- retry" tries it anew');
    consumerFailures.inc({ consumer, outcome: isDead ? 'dead' : 'parked' });
    const pause = Math.min(firstRetryMs * 2 ** (attempts - 1), LONGEST_MS);
    await parkedOf(this.mongo).updateOne(
      { _id: `${consumer}:${event.id}` },
      {
        $set: { consumer, event, error: reason, attempts, ...(isDead ? { deadAt: new Date() } : { nextAt: new Date(Date.now() + pause) }) },
        $unset: isDead ? { nextAt: '' } : { deadAt: '' },
      },
      { upsert: true },
    );
  }
}
