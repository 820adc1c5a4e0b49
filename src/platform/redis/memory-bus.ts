import type { Bus, BusChannel } from '../../kernel/bus.js';

/** The bus of a single process: what `role=all` uses where there is no Redis. */
export class MemoryBus implements Bus {
  private readonly listeners = new Map<BusChannel, Set<(message: string) => void>>();

  async publish(channel: BusChannel, message: string): Promise<void> {
    // After this turn, as over a network: a publisher never runs its listeners inside its own call.
    setImmediate(() => {
      for (const listener of this.listeners.get(channel) ?? []) listener(message);
    });
  }

  async subscribe(channel: BusChannel, listener: (message: string) => void): Promise<() => Promise<void>> {
    const known = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, known.add(listener));
    return async () => void known.delete(listener);
  }
}
