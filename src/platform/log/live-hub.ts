import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { PositionedEvent } from '../../kernel/event.js';
import type { Live, LiveListener, LiveRoom, LiveStream, RoomRules } from '../../kernel/live.js';
import { Loaders, type LoaderFactories } from '../../kernel/loaders.js';
import type { Mongo } from '../mongo/mongo.js';
import { Loop } from '../outbox/loop.js';
import type { Wake } from '../outbox/wake.js';
import type { Log } from '../telemetry/log.js';
import { ListenerQueue, type RenewableDelivery } from './listener-queue.js';
import type { LiveCursors } from './live-cursor.js';
import { Room } from './live-room.js';
import { readLog, readLogState } from './read-log.js';

export interface LiveHubDeps {
  readonly mongo: Mongo;
  /** Wakes it when the log has new positions. */
  readonly logWake: Wake;
  readonly cursors: LiveCursors;
  readonly factories: LoaderFactories;
  readonly log: Log;
}

const SWEEP_MS = 250;
const BATCH = 500;
/** Questions about audiences that may be under way at once; what is sent stays in order. */
const AHEAD = 8;
/** From so many waiting deliveries on, the hub waits a little before it hands out more. */
const CROWDED = 500;
const CATCH_BREATH_MS = 50;
const LOOK_FOR_GAP_MS = 5_000;

/**
 * The one reader of the log in this process. It hands every event to those who listen for it, in order of position and
 * never past a hole; when the store or the bus was away it goes on where it stood.
 */
export class LiveHub implements Live {
  private readonly topics = new Map<string, Set<ListenerQueue>>();
  private readonly rooms: Room[] = [];
  private readonly loop: Loop;
  private place: Place | null = null;
  private lookedForGapAt = 0;
  private endWake: (() => Promise<void>) | null = null;

  constructor(private readonly deps: LiveHubDeps) {
    this.loop = new Loop({ name: 'live', everyMs: SWEEP_MS, work: () => this.readOn(), log: deps.log });
  }

  /** Starts at the end of the log. */
  async start(): Promise<void> {
    this.place = await placeOf(this.deps.mongo);
    this.endWake = await this.deps.logWake.onWake(() => this.loop.wake());
    this.loop.start();
  }

  /** Ends all streams. */
  async stop(): Promise<void> {
    await this.endWake?.();
    await this.loop.stop();
    for (const queue of this.listeners()) await queue.return();
  }

  listen(topics: readonly string[], listener: LiveListener): LiveStream {
    const queue = new ListenerQueue(listener, (ended) => this.forget(ended, topics));
    for (const topic of topics) {
      const queues = this.topics.get(topic);
      if (queues) queues.add(queue);
      else this.topics.set(topic, new Set([queue]));
    }
    return queue;
  }

  openRoom(rules: RoomRules): LiveRoom {
    const room = new Room(rules, this.deps.log);
    this.rooms.push(room);
    return room;
  }

  private forget(queue: ListenerQueue, topics: readonly string[]): void {
    for (const topic of topics) {
      const queues = this.topics.get(topic);
      queues?.delete(queue);
      if (queues?.size === 0) this.topics.delete(topic);
    }
  }

  private async readOn(): Promise<void> {
    this.place ??= await placeOf(this.deps.mongo);
    for (;;) {
      const events = await readLog(this.deps.mongo, this.place.position, BATCH);
      if (events.length === 0) break;
      await this.dispatch(events, this.place);
    }
    if (Date.now() - this.lookedForGapAt < LOOK_FOR_GAP_MS) return;
    this.lookedForGapAt = Date.now();
    await this.lookForGap(this.place);
  }

  /** Nothing follows: usually because nothing happened, but the log may also have been rebuilt, or trimmed past this place. */
  private async lookForGap(place: Place): Promise<void> {
    const { epoch, position, floor } = await readLogState(this.deps.mongo);
    if (epoch === place.epoch && floor <= place.position && position >= place.position) return;
    this.deps.log.warn({ from: place.position, to: position }, 'Live events were missed: the log was rebuilt, or this process slept too long');
    this.place = { epoch, position };
    for (const queue of this.listeners()) queue.drop('gap');
  }

  private async dispatch(events: readonly PositionedEvent[], place: Place): Promise<void> {
    for (let start = 0; start < events.length; start += AHEAD) {
      const window = events.slice(start, start + AHEAD);
      // Where the stores do not answer, this throws before anything of the window was sent, and the window is read again.
      const ready = await Promise.all(window.map((event) => this.prepare(event, place.epoch)));
      const fullest = Math.max(...ready.map((hand) => hand()));
      place.position = window.at(-1)!.position;
      // Lets sockets write in between; who falls behind then is slow, and not merely overtaken by a backlog of ours.
      await (fullest > CROWDED ? sleep(CATCH_BREATH_MS) : nextTurn());
    }
  }

  /** Gives the function that hands the event to its listeners, and says how many deliveries wait in the fullest queue. */
  private async prepare(event: PositionedEvent, epoch: string): Promise<() => number> {
    const delivery = new FreshDelivery(event, epoch, this.deps);
    const toRooms = await Promise.all(this.rooms.map((room) => room.prepare(delivery)));
    return () => {
      let fullest = Math.max(0, ...toRooms.map((hand) => hand()));
      const queues = new Set(event.topics.flatMap((topic) => [...(this.topics.get(topic) ?? [])]));
      for (const queue of queues) fullest = Math.max(fullest, queue.push(delivery));
      return fullest;
    };
  }

  private listeners(): ListenerQueue[] {
    const byTopic = [...this.topics.values()].flatMap((queues) => [...queues]);
    return [...new Set([...byTopic, ...this.rooms.flatMap((room) => room.listeners)])];
  }
}

interface Place {
  epoch: string;
  position: number;
}

async function placeOf(mongo: Mongo): Promise<Place> {
  const { epoch, position } = await readLogState(mongo);
  return { epoch, position };
}

/** Makes cursor and loaders only where somebody listens. */
class FreshDelivery implements RenewableDelivery {
  private madeCursor: string | null = null;
  private madeLoaders: Loaders | null = null;

  constructor(
    readonly event: PositionedEvent,
    private readonly epoch: string,
    private readonly deps: LiveHubDeps,
  ) {}

  get cursor(): string {
    return (this.madeCursor ??= this.deps.cursors.encode({ epoch: this.epoch, position: this.event.position }));
  }

  get loaders(): Loaders {
    return (this.madeLoaders ??= new Loaders(this.deps.factories));
  }

  renew(): RenewableDelivery {
    return new FreshDelivery(this.event, this.epoch, this.deps);
  }
}
