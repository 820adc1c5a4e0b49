import type { Channels } from './channels.js';
import type { HubState } from './hub-state.js';
import type { Subscriber } from './subscriber.js';

const EVERY_MS = 100;
/** Who could not be sent anything for so long, or missed so many events meanwhile, is too slow. */
const BLOCKED_MS = 3_000;
const MISSED = 1_000;

/** What time brings, for all listeners by one clock: room for those who were blocked, or their end; heartbeats for the quiet. */
export class Sweep {
  private clock: NodeJS.Timeout | undefined;
  private lookedAt = 0;

  constructor(
    private readonly hub: HubState,
    private readonly channels: Channels,
    private readonly heartbeatMs: number,
    private readonly goOn: (subscriber: Subscriber) => void,
  ) {}

  start(): void {
    this.clock = setInterval(() => this.look(Date.now()), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.clock);
  }

  private look(now: number): void {
    const looksAtQuiet = now - this.lookedAt >= Math.min(1_000, this.heartbeatMs / 4);
    if (looksAtQuiet) this.lookedAt = now;
    for (const channel of this.channels) {
      if (channel.replay && channel.replay.until < now) channel.replay = null;
      for (const subscriber of channel.subscribers()) {
        if (subscriber.mode === 'blocked') this.lookAtBlocked(subscriber, now);
        else if (looksAtQuiet && subscriber.mode === 'live' && now - subscriber.toldAt >= this.heartbeatMs) this.beat(subscriber);
      }
    }
  }

  private lookAtBlocked(subscriber: Subscriber, now: number): void {
    if (!subscriber.sink.isFull) this.goOn(subscriber);
    else if (now - subscriber.blockedSince > BLOCKED_MS || subscriber.channel.told - subscriber.blockedAt > MISSED) subscriber.sink.drop('slow');
  }

  /** It is told where it is, as if it had just come. */
  private beat(subscriber: Subscriber): void {
    subscriber.notice = 'HEARTBEAT';
    subscriber.position = this.hub.position;
    this.goOn(subscriber);
  }
}
