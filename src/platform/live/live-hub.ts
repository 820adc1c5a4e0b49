import type { PositionedEvent } from '../../kernel/event.js';
import type { GapReason, LiveFeed } from '../../kernel/live.js';
import type { Viewer } from '../../kernel/viewer.js';
import { readLog, readLogState, writtenUpTo } from '../log/read-log.js';
import type { LogState } from '../outbox/mongo-rows.js';
import { Loop } from '../outbox/loop.js';
import type { Wake } from '../outbox/wake.js';
import { CatchUp } from './catch-up.js';
import { Channels } from './channels.js';
import { Dispatch } from './dispatch.js';
import { type HubDeps, HubState } from './hub-state.js';
import type { LiveCursor } from './live-cursor.js';
import { type FrameMaker, type LiveSink, Subscriber } from './subscriber.js';
import { Sweep } from './sweep.js';

export interface LiveHubDeps extends HubDeps {
  /** Wakes it when the log has new positions. */
  readonly logWake: Wake;
  /** How long a stream may be quiet before it is told a heartbeat. */
  readonly heartbeatMs: number;
}

const SWEEP_MS = 250;
const BATCH = 500;
const LOOK_FOR_GAP_MS = 5_000;

export interface Listening {
  readonly feed: LiveFeed;
  readonly viewer: Viewer;
  readonly maker: FrameMaker;
  readonly sink: LiveSink;
  /** Where the hub was before anybody asked whether the viewer may listen: nothing from then on is missed. */
  readonly from: LiveCursor;
  /** Where the listener wants to begin instead. */
  readonly after: LiveCursor | null;
}

/**
 * The one reader of the log in this process. It tells every event to those who listen, in order of position and never past
 * a hole; when the store or the bus was away it goes on where it stood. How, and why, is told in docs/live.md.
 */
export class LiveHub {
  private readonly state: HubState;
  private readonly channels = new Channels();
  private readonly catchUp: CatchUp;
  private readonly dispatch: Dispatch;
  private readonly sweep: Sweep;
  private readonly loop: Loop;
  private lookedForGapAt = 0;
  private endWake: (() => Promise<void>) | null = null;

  constructor(private readonly deps: LiveHubDeps) {
    this.state = new HubState(deps);
    const end = (subscriber: Subscriber): void => this.end(subscriber);
    this.catchUp = new CatchUp(this.state, end);
    this.dispatch = new Dispatch(this.state, {
      channelsOf: (event: PositionedEvent) => this.channels.of(event),
      fallBehind: (subscriber, position) => this.fallBehind(subscriber, position),
      end,
    });
    this.sweep = new Sweep(this.state, this.channels, deps.heartbeatMs, (subscriber) => this.fallBehind(subscriber, subscriber.position));
    this.loop = new Loop({ name: 'live', everyMs: SWEEP_MS, work: (isStopping) => this.readOn(isStopping), log: deps.log });
  }

  /** Starts at the end of the log. */
  async start(): Promise<void> {
    this.moveTo(await readLogState(this.deps.mongo));
    this.endWake = await this.deps.logWake.onWake(() => this.loop.wake());
    this.loop.start();
    this.sweep.start();
  }

  /** Ends all streams. */
  async stop(): Promise<void> {
    this.sweep.stop();
    await this.endWake?.();
    await this.loop.stop();
    for (const subscriber of this.channels.subscribers()) this.end(subscriber);
  }

  /** Where it is. */
  get place(): LiveCursor {
    return { epoch: this.state.epoch, position: this.state.position };
  }

  /** Begins to tell somebody; returns what ends it. */
  listen({ feed, viewer, maker, sink, from, after }: Listening): () => void {
    const { epoch, position } = after ?? from;
    const notice = epoch === this.state.epoch ? 'HEARTBEAT' : 'EPOCH';
    const channel = this.channels.open(feed);
    const subscriber = new Subscriber(channel, channel.groupOf(maker), viewer, sink, position, notice);
    channel.add(subscriber);
    void this.catchUp.run(subscriber);
    return () => this.leave(subscriber);
  }

  private leave(subscriber: Subscriber): void {
    if (subscriber.mode === 'gone') return;
    subscriber.mode = 'gone';
    this.channels.remove(subscriber);
  }

  private end(subscriber: Subscriber): void {
    this.leave(subscriber);
    subscriber.sink.end();
  }

  private fallBehind(subscriber: Subscriber, position: number): void {
    subscriber.mode = 'catching up';
    subscriber.position = position;
    void this.catchUp.run(subscriber);
  }

  private async readOn(isStopping: () => boolean): Promise<void> {
    while (!isStopping()) {
      const events = await readLog(this.deps.mongo, this.state.position, BATCH);
      if (events.length === 0) break;
      await this.dispatch.tell(events);
    }
    if (Date.now() - this.lookedForGapAt < LOOK_FOR_GAP_MS) return;
    this.lookedForGapAt = Date.now();
    await this.lookForGap();
  }

  /** Nothing follows: usually because nothing happened, but the log may also have been rebuilt, or trimmed past this place. */
  private async lookForGap(): Promise<void> {
    const { state, deps } = this;
    const now = await readLogState(deps.mongo);
    if (now.epoch === state.epoch && now.floor <= state.position && now.position >= state.position) return;
    deps.log.warn({ from: state.position, to: now.position }, 'Live events were missed: the log was rebuilt, or this process slept too long');
    const reason: GapReason = now.epoch === state.epoch && now.position >= state.position ? 'TOO_OLD' : 'EPOCH';
    this.moveTo(now);
    for (const subscriber of [...this.channels.subscribers()]) {
      subscriber.notice = reason;
      subscriber.position = state.position;
      if (subscriber.mode === 'live') this.fallBehind(subscriber, state.position);
    }
  }

  /** What is decided behind it, and not written down yet, is read on as it comes. */
  private moveTo(log: LogState): void {
    this.state.moveTo({ epoch: log.epoch, position: writtenUpTo(log) });
  }
}
