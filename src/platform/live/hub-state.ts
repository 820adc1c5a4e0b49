import type { PositionedEvent } from '../../kernel/event.js';
import type { Delivery, GapReason, LiveFeed, LiveNotice, VerdictOf } from '../../kernel/live.js';
import { type LoaderFactories, Loaders } from '../../kernel/loaders.js';
import type { Viewer } from '../../kernel/viewer.js';
import { isStoreAway } from '../away.js';
import type { Mongo } from '../mongo/mongo.js';
import type { Log } from '../telemetry/log.js';
import type { LiveCursors } from './live-cursor.js';
import { Ring } from './ring.js';

export interface HubDeps {
  readonly mongo: Mongo;
  readonly cursors: LiveCursors;
  readonly factories: LoaderFactories;
  readonly log: Log;
  /** Events that are kept in memory; 5,000 unless it is said otherwise. */
  readonly remembered?: number;
}

const REMEMBERED = 5_000;

/** Where the hub stands in the log, and what it knows of what lies behind it. */
export class HubState {
  readonly ring: Ring;
  epoch = '';
  position = 0;
  /** Counts the windows of events that were prepared. */
  turn = 0;

  constructor(readonly deps: HubDeps) {
    this.ring = new Ring(deps.remembered ?? REMEMBERED);
  }

  /** Stands here from now on; nothing before it is known. */
  moveTo({ epoch, position }: { readonly epoch: string; readonly position: number }): void {
    this.ring.beginAfter(position);
    this.epoch = epoch;
    this.position = position;
  }

  tell(event: PositionedEvent): void {
    this.ring.push(event);
    this.position = event.position;
  }

  /** Fresh loaders, for events that are told together. */
  loaders(): Loaders {
    return new Loaders(this.deps.factories);
  }

  delivery(event: PositionedEvent, loaders: Loaders): Delivery {
    return new LogDelivery(event, loaders, this.epoch, this.deps.cursors);
  }

  /**
   * Who may hear of it. An error that says nothing of a store is met once more with everything loaded anew; where that fails,
   * too, the event is left out, since whoever waits for it would wait for ever.
   */
  async judge(feed: LiveFeed, delivery: Delivery, viewers: readonly Viewer[]): Promise<VerdictOf> {
    const { event } = delivery;
    try {
      return await feed.judge(delivery, viewers).catch((error: unknown) => {
        if (isStoreAway(error)) throw error;
        return feed.judge(this.delivery(event, this.loaders()), viewers);
      });
    } catch (error) {
      if (isStoreAway(error)) throw error;
      this.deps.log.error({ err: error, event: event.id, type: event.type, feed: feed.name }, 'Nobody could be told of an event');
      return () => 'skip';
    }
  }

  notice(notice: 'HEARTBEAT' | GapReason, position: number): LiveNotice {
    return { notice, cursor: this.deps.cursors.encode({ epoch: this.epoch, position }), occurredAt: new Date() };
  }
}

/** Makes its cursor where somebody asks for it. */
class LogDelivery implements Delivery {
  private made: string | null = null;

  constructor(
    readonly event: PositionedEvent,
    readonly loaders: Loaders,
    private readonly epoch: string,
    private readonly cursors: LiveCursors,
  ) {}

  get cursor(): string {
    return (this.made ??= this.cursors.encode({ epoch: this.epoch, position: this.event.position }));
  }
}
