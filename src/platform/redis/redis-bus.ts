import type { Redis } from 'ioredis';
import type { Bus, BusChannel } from '../../kernel/bus.js';

const channelName = (channel: BusChannel): string => `plaza:bus:${channel}`;

/** The bus between processes, over Redis' publish/subscribe. */
export class RedisBus implements Bus {
  private readonly listeners = new Map<string, Set<(message: string) => void>>();

  constructor(
    private readonly publisher: Redis,
    private readonly subscriber: Redis,
  ) {
    subscriber.on('message', (channel: string, message: string) => this.deliver(channel, message));
    // What was said during an outage is lost: wake everybody, so that they look for themselves.
    subscriber.on('ready', () => {
      for (const channel of this.listeners.keys()) this.deliver(channel, '');
    });
  }

  async publish(channel: BusChannel, message: string): Promise<void> {
    await this.publisher.publish(channelName(channel), message);
  }

  async subscribe(channel: BusChannel, listener: (message: string) => void): Promise<() => Promise<void>> {
    const name = channelName(channel);
    const known = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, known.add(listener));
    // While Redis is away the command waits in the connection's queue; nobody needs to wait with it.
    if (known.size === 1) void this.subscriber.subscribe(name).catch(() => undefined);
    return async () => {
      known.delete(listener);
      if (known.size > 0) return;
      this.listeners.delete(name);
      // Nor with this one: a process that is told to stop while Redis is away would never end.
      void this.subscriber.unsubscribe(name).catch(() => undefined);
    };
  }

  private deliver(channel: string, message: string): void {
    for (const listener of this.listeners.get(channel) ?? []) listener(message);
  }
}
