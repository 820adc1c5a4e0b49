import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PositionedEvent } from '../../kernel/event.js';
import type { Delivery, VerdictOf } from '../../kernel/live.js';
import { inTime } from '../in-time.js';
import { sends } from './catch-up.js';
import type { Channel, Group } from './channel.js';
import type { HubState } from './hub-state.js';
import * as metrics from './metrics.js';
import type { Frame, Subscriber } from './subscriber.js';

/** Events that are prepared together: each question to the stores is asked once for all of them. */
const WINDOW = 32;
/** How long everybody waits for a group whose frames take long; after that it follows by itself. */
const PATIENCE_MS = 500;
/** After so many frames others get a turn: sockets write, requests are answered. */
const BREATH = 500;

interface Ready {
  readonly event: PositionedEvent;
  readonly parts: ReadonlyMap<Channel, Part>;
}

/** What an event is for one channel: who may hear of it, and what each group is told. */
interface Part {
  readonly verdictOf: VerdictOf;
  readonly frames: ReadonlyMap<Group, Frame>;
}

const NOBODY: Part = { verdictOf: () => 'skip', frames: new Map() };

export interface Listeners {
  /** The channels that an event may be for. */
  channelsOf(event: PositionedEvent): Iterable<Channel>;
  /** The listener is not told this way: it goes on by itself from the position. */
  fallBehind(subscriber: Subscriber, position: number): void;
  end(subscriber: Subscriber): void;
}

/** Tells events to those who are live: everything is prepared first, then an event is sent to everybody in one go. */
export class Dispatch {
  /** How many frames were sent. */
  private sent = 0;

  constructor(
    private readonly hub: HubState,
    private readonly listeners: Listeners,
  ) {}

  /** In order. Throws where a store is away: what was not sent by then is read again. */
  async tell(events: readonly PositionedEvent[]): Promise<void> {
    for (let start = 0; start < events.length; start += WINDOW) {
      const sent = this.sent;
      const loaders = this.hub.loaders();
      this.hub.turn++;
      const ready = await Promise.all(events.slice(start, start + WINDOW).map((event) => this.prepare(this.hub.delivery(event, loaders))));
      let breath = this.sent;
      for (const each of ready) {
        this.hand(each);
        if (this.sent - breath < BREATH) continue;
        await nextTurn();
        breath = this.sent;
      }
      metrics.framesSent.inc(this.sent - sent);
      metrics.lag.set((Date.now() - ready.at(-1)!.event.occurredAt.getTime()) / 1_000);
    }
  }

  private async prepare(delivery: Delivery): Promise<Ready> {
    const channels = [...this.listeners.channelsOf(delivery.event)];
    const parts = await Promise.all(channels.map((channel) => this.prepareFor(channel, delivery)));
    return { event: delivery.event, parts: new Map(channels.map((channel, i) => [channel, parts[i]!])) };
  }

  private async prepareFor(channel: Channel, delivery: Delivery): Promise<Part> {
    if (!hasLive(channel)) return NOBODY;
    // While a store is away everybody waits.
    const verdictOf = await this.hub.judge(channel.feed, delivery, channel.viewers);
    const frames = new Map<Group, Frame>();
    const making: Promise<unknown>[] = [];
    for (const group of channel.groups.values()) {
      const first = firstToTell(group, verdictOf);
      // A frame with a flaw is nobody's: the group follows by itself, and it is made again there.
      if (first) making.push(group.maker.make(delivery, first.viewer).then((frame) => frame.flaw === null && frames.set(group, frame)));
    }
    if (making.length > 0) await inTime(Promise.all(making), PATIENCE_MS);
    return { verdictOf, frames: new Map(frames) };
  }

  /** At once: whoever is live afterwards has been told of it, or falls behind here. */
  private hand({ event, parts }: Ready): void {
    const { hub, listeners } = this;
    const before = hub.position;
    hub.tell(event);
    const now = Date.now();
    for (const channel of listeners.channelsOf(event)) {
      const part = parts.get(channel);
      channel.told++;
      for (const group of channel.groups.values()) {
        const frame = part?.frames.get(group);
        for (const subscriber of group.subscribers) {
          if (subscriber.mode !== 'live') continue;
          // It came while the event was prepared: nobody was asked about it.
          if (!part || subscriber.turn === hub.turn) listeners.fallBehind(subscriber, before);
          else this.handTo(subscriber, part.verdictOf, frame, before, now);
        }
      }
    }
  }

  private handTo(subscriber: Subscriber, verdictOf: VerdictOf, frame: Frame | undefined, before: number, now: number): void {
    const verdict = verdictOf(subscriber.viewer);
    if (verdict === 'skip') return;
    if (verdict !== 'end') {
      if (!frame) return this.listeners.fallBehind(subscriber, before);
      if (subscriber.sink.isFull) return subscriber.block(before);
      subscriber.toldAt = now;
      this.sent++;
      subscriber.sink.send(frame.bytes, false);
    }
    if (verdict !== 'send') this.listeners.end(subscriber);
  }
}

function hasLive(channel: Channel): boolean {
  for (const subscriber of channel.subscribers()) if (subscriber.mode === 'live') return true;
  return false;
}

function firstToTell(group: Group, verdictOf: VerdictOf): Subscriber | null {
  for (const subscriber of group.subscribers) if (subscriber.mode === 'live' && sends(verdictOf(subscriber.viewer))) return subscriber;
  return null;
}
