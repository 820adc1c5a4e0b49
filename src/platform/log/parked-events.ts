import type { LogConsumer } from '../../kernel/consumer.js';
import type { PositionedEvent } from '../../kernel/event.js';
import type { Mongo } from '../mongo/mongo.js';
import type { Log } from '../telemetry/log.js';

interface ParkedRow {
  readonly _id: string;
  readonly consumer: string;
  readonly event: PositionedEvent;
  /** What it failed with, for operators; events hold no personal data, and messages are cut. */
  readonly error: string;
  readonly attempts: number;
  readonly nextAt: Date;
}

const FIRST_MS = 2_000;
const LONGEST_MS = 3_600_000;
const LOOK_EVERY_MS = 1_000;

/** Events that a consumer could not handle: kept with the reason, and tried again at ever longer intervals. */
export class ParkedEvents {
  private lookedAt = 0;

  constructor(
    private readonly mongo: Mongo,
    private readonly consumer: LogConsumer,
    private readonly log: Log,
  ) {}

  async add(event: PositionedEvent, error: unknown): Promise<void> {
    await this.write(event, error, 1);
  }

  /** Tries those whose time has come, at most once a second. */
  async retryDue(): Promise<void> {
    if (Date.now() - this.lookedAt < LOOK_EVERY_MS) return;
    this.lookedAt = Date.now();
    const due = await this.rows.find({ consumer: this.consumer.name, nextAt: { $lte: new Date() } }).sort({ nextAt: 1 }).limit(20).toArray();
    for (const row of due) {
      try {
        await this.consumer.handle([row.event]);
        await this.rows.deleteOne({ _id: row._id });
        this.log.info({ consumer: this.consumer.name, event: row.event.id, attempts: row.attempts + 1 }, 'An event that had failed is done');
      } catch (error) {
        await this.write(row.event, error, row.attempts + 1);
      }
    }
  }

  private async write(event: PositionedEvent, error: unknown, attempts: number): Promise<void> {
    const pause = Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS);
    await this.rows.updateOne(
      { _id: `${this.consumer.name}:${event.id}` },
      {
        $set: {
          consumer: this.consumer.name,
          event,
          error: String(error).slice(0, 300),
          attempts,
          nextAt: new Date(Date.now() + pause),
        },
      },
      { upsert: true },
    );
  }

  private get rows() {
    return this.mongo.collection<ParkedRow>('parked_events');
  }
}
