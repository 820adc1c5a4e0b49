import type { LogConsumer } from '../../kernel/consumer.js';
import type { PositionedEvent } from '../../kernel/event.js';
import { isStoreAway } from '../away.js';
import type { Mongo } from '../mongo/mongo.js';
import { isDuplicateKey } from '../mongo/mongo.js';
import type { Log } from '../telemetry/log.js';
import { Lease } from './lease.js';
import { ParkedEvents, type Patience, USUAL_PATIENCE } from './parked-events.js';
import { readLogState, SharedLog } from './read-log.js';

/** How long a consumer takes its place for known: less than a lease, so that nobody else has moved it on. */
const KNOWN_MS = 2_000;
const LOOK_FOR_GAP_MS = 60_000;
/** How often an event is tried at once before it is put aside. */
const TRIES = 3;

interface Checkpoint {
  readonly _id: string;
  readonly position: number;
}

/** What nobody consumes any more does not hold up the trimming of the log. */
export const forgetConsumer = async (mongo: Mongo, name: string): Promise<void> => void (await checkpointsOf(mongo).deleteOne({ _id: name }));

export const checkpointsOf = (mongo: Mongo) => mongo.collection<Checkpoint>('consumers');

/**
 * Brings a consumer forward through the log. Its effect comes first, then the checkpoint: dying in between repeats the
 * effect, which a consumer must bear. One process does it at a time; a second one that believes so too loses the race for
 * the checkpoint, and reads it again.
 */
export class ConsumerRunner {
  private readonly lease: Lease;
  private readonly parked: ParkedEvents;
  /** Where it stands, for a moment: null where that has to be asked. */
  private known: { readonly position: number; readonly until: number } | null = null;
  private lookedForGapAt = 0;

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

  /** Handles what there is, if it is this process' turn, or until it is to end. Throws where a store is away: nothing is skipped then. */
  async run(isStopping: () => boolean = () => false): Promise<void> {
    while (!isStopping() && (await this.lease.hold())) {
      const from = await this.place();
      const batch = await this.events.read(from);
      const last = batch.at(-1);
      if (!last) {
        await this.lookForGap(from);
        break;
      }
      // Whatever fails from here on: the store is asked where it stands.
      this.known = null;
      await this.handle(batch.filter((event) => this.consumer.types?.includes(event.type) ?? true));
      if (await this.advance(from, last.position)) this.known = { position: last.position, until: Date.now() + KNOWN_MS };
      // What has come since has its own wake-up.
      if (batch.length < SharedLog.BATCH) break;
    }
    if (!isStopping() && (await this.lease.hold())) await this.parked.retryDue();
  }

  async stop(): Promise<void> {
    this.known = null;
    await this.lease.release();
  }

  private async place(): Promise<number> {
    if (!this.known || this.known.until < Date.now()) this.known = { position: await this.position(), until: Date.now() + KNOWN_MS };
    return this.known.position;
  }

  /** Nothing follows. A consumer that came while the log was trimmed may stand before what is gone. */
  private async lookForGap(from: number): Promise<void> {
    if (Date.now() - this.lookedForGapAt < LOOK_FOR_GAP_MS) return;
    this.lookedForGapAt = Date.now();
    const { floor } = await readLogState(this.mongo);
    if (floor <= from) return;
    this.log.warn({ consumer: this.consumer.name, from, to: floor }, 'A consumer stood before what was trimmed from the log');
    this.known = null;
    await this.advance(from, floor);
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
