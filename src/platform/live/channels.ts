import type { PositionedEvent } from '../../kernel/event.js';
import type { LiveFeed } from '../../kernel/live.js';
import { Channel } from './channel.js';
import type { Subscriber } from './subscriber.js';

/** All feeds that somebody listens to, by their topics. */
export class Channels {
  private readonly byName = new Map<string, Channel>();
  private readonly byTopic = new Map<string, Set<Channel>>();
  /** Those without topics. */
  private readonly rooms = new Set<Channel>();

  /** The channel of the feed; it is forgotten with its last listener. */
  open(feed: LiveFeed): Channel {
    let channel = this.byName.get(feed.name);
    if (channel) return channel;
    channel = new Channel(feed);
    this.byName.set(feed.name, channel);
    if (feed.topics === null) this.rooms.add(channel);
    for (const topic of feed.topics ?? []) {
      const known = this.byTopic.get(topic);
      if (known) known.add(channel);
      else this.byTopic.set(topic, new Set([channel]));
    }
    return channel;
  }

  /** Those that an event may be for. */
  of(event: PositionedEvent): Set<Channel> {
    const found = new Set<Channel>();
    for (const room of this.rooms) if (room.feed.concerns(event)) found.add(room);
    for (const topic of event.topics) for (const channel of this.byTopic.get(topic) ?? []) if (channel.feed.concerns(event)) found.add(channel);
    return found;
  }

  remove(subscriber: Subscriber): void {
    const { channel } = subscriber;
    channel.remove(subscriber);
    if (!channel.isEmpty) return;
    this.byName.delete(channel.feed.name);
    this.rooms.delete(channel);
    for (const topic of channel.feed.topics ?? []) {
      const known = this.byTopic.get(topic);
      known?.delete(channel);
      if (known?.size === 0) this.byTopic.delete(topic);
    }
  }

  *subscribers(): Iterable<Subscriber> {
    for (const channel of this.byName.values()) yield* channel.subscribers();
  }

  [Symbol.iterator](): Iterator<Channel> {
    return this.byName.values();
  }
}
