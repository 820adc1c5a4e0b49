import type { Bus, BusChannel } from '../../kernel/bus.js';
import type { Log } from '../telemetry/log.js';

/** Tells all processes that there is something to look at: this one at once, the others through the bus. */
export interface Wake {
  /** Neither waits nor throws. */
  wake(): void;
  /** Returns the function that ends the listening. */
  onWake(listener: () => void): Promise<() => Promise<void>>;
}

/** While the bus is away everybody's own sweeps find what there is: that is said once per outage, not per write. */
export function createWake(bus: Bus, channel: BusChannel, log: Log): Wake {
  const listeners = new Set<() => void>();
  let away = false;
  return {
    wake() {
      for (const listener of listeners) listener();
      bus.publish(channel, '').then(
        () => (away = false),
        (error: unknown) => {
          if (!away) log.warn({ err: error, channel }, 'The bus is away; others find what is new by their own sweeps.');
          away = true;
        },
      );
    },
    async onWake(listener) {
      listeners.add(listener);
      const end = await bus.subscribe(channel, listener);
      return async () => {
        listeners.delete(listener);
        await end();
      };
    },
  };
}
