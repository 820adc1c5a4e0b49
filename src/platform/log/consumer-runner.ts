import type { LogConsumer } from '../../kernel/consumer.js';
import type { PositionedEvent } from '../../kernel/event.js';
import { isStoreAway } from '../away.js';
import type { Mongo } from '../mongo/mongo.js';
import { isDuplicateKey } from '../mongo/mongo.js';
import type { Log } from '../telemetry/log.js';
import { Lease } from './lease.js';
import { ParkedEvents, type Patience, USUAL_PATIENCE } from './parked-events.js';
import { readLogState, SharedLog } from './read-log.js';

/** How long a consumer takes its place for known that finds nothing behind it: it may have been moved by hand. */
const KNOWN_MS = 2_000;
/** How often an event is tried at once before it is put aside. */
const TRIES = 3;

interface Checkpoint {
  readonly _id: string;
  readonly position: number;
}

export const checkpointsOf = (mongo: Mongo) => mongo.collection<Checkpoint>('consumers');

/**
 * Brings a consumer forward through the log. Its effect comes first, then the checkpoint: dying in between repeats the
 * effect, which a consumer must bear. One process does it at a time; a second one that believes so too loses the race for
 * the checkpoint, and reads it again.
 */
export class ConsumerRunner {
  private readonly lease: Lease;
  private readonly parked: ParkedEvents;
  /** Where it stands, while it holds the lease; null where that has to be asked. */
  private reached: number | null = null;
  private reachedAt = 0;

  constructor(
    private readonly mongo: Mongo,
    private readonly consumer: LogConsumer,
    private readonly log: Log,
    patience: Patience = USUAL_PATIENCE,
    private readonly events = new SharedLog(mongo),
  ) {
    this.lease = new Lease(mongo, `consumer:${consumer.name}`);
    this.parked = new ParkedEvents(mongo, consumer, patience, log);
  }

  /** Handles what there is, if it is this process' turn. Throws where a store is away: nothing is skipped then. */
  async run(): Promise<void> {
    while (await this.holdsLease()) {
      const from = this.reached ?? this.stand(await this.position());
      const batch = await this.events.read(from);
      const last = batch.at(-1);
      if (!last) {
        if (Date.now() - this.reachedAt > KNOWN_MS) this.reached = null;
        break;
      }
      await this.handle(batch.filter((event) => this.consumer.types?.includes(event.type) ?? true));
      if (await this.advance(from, last.position)) this.stand(last.position);
      else this.reached = null;
      // What has come since has its own wake-up.
      if (batch.length < SharedLog.BATCH) break;
    }
    if (await this.holdsLease()) await this.parked.retryDue();
  }

  async stop(): Promise<void> {
    this.reached = null;
    await this.lease.release();
  }

  private stand(position: number): number {
    this.reachedAt = Date.now();
    return (this.reached = position);
  }

  /** Where another process has had its turn, it stands elsewhere by now. */
  private async holdsLease(): Promise<boolean> {
    const holds = await this.lease.hold();
    if (!holds) this.reached = null;
    return holds;
  }

  private async handle(events: readonly PositionedEvent[]): Promise<void> {
    if (events.length === 0) return;
    try {
      await this.consumer.handle(events);
    } catch (error) {
      if (isStoreAway(error)) throw error;
      for (const event of events) await this.handleOne(event);
    }
  }

  private async handleOne(event: PositionedEvent): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.consumer.handle([event]);
      } catch (error) {
        if (isStoreAway(error)) throw error;
        if (tries < TRIES) continue;
        this.log.error({ err: error, consumer: this.consumer.name, event: event.id, type: event.type }, 'An event failed and is put aside');
        return this.parked.add(event, error);
      }
    }
  }

  /** A new consumer starts where the log does. */
  private async position(): Promise<number> {
    const _id = this.consumer.name;
    const known = await checkpointsOf(this.mongo).findOne({ _id }, { readConcern: 'majority' });
    if (known) return known.position;
    const { floor } = await readLogState(this.mongo);
    try {
      await checkpointsOf(this.mongo).insertOne({ _id, position: floor });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return this.position();
  }

  private async advance(from: number, to: number): Promise<boolean> {
    const moved = await checkpointsOf(this.mongo).updateOne({ _id: this.consumer.name, position: from }, { $set: { position: to } });
    return moved.modifiedCount === 1;
  }
}
