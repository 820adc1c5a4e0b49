import type { Bus } from '../../kernel/bus.js';
import type { Log } from '../telemetry/log.js';

/** Tells the relays that something waits: those of this process at once, the others through the bus. */
export interface OutboxWake {
  wake(): void;
  /** Returns the function that ends the listening. */
  onWake(listener: () => void): Promise<() => Promise<void>>;
}

/** While the bus is away the relays' own sweeps find what waits: that is said once, not per write. */
export function createOutboxWake(bus: Bus, log: Log): OutboxWake {
  const listeners = new Set<() => void>();
  let away = false;
  return {
    wake() {
      for (const listener of listeners) listener();
      bus.publish('outbox', '').then(
        () => (away = false),
        (error: unknown) => {
          if (!away) log.warn({ err: error }, 'The bus is away; relays find new events by their own sweeps.');
          away = true;
        },
      );
    },
    async onWake(listener) {
      listeners.add(listener);
      const end = await bus.subscribe('outbox', listener);
      return async () => {
        listeners.delete(listener);
        await end();
      };
    },
  };
}
