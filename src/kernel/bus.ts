/**
 * Short messages between processes. A message only wakes: whoever hears it reads the truth from a store, so a lost or
 * doubled message costs time and nothing else.
 */
export interface Bus {
  publish(channel: BusChannel, message: string): Promise<void>;
  /** Returns the function that ends the subscription. The listener is also called with '' after a reconnect. */
  subscribe(channel: BusChannel, listener: (message: string) => void): Promise<() => Promise<void>>;
}

/** `outbox`: something waits for the relay. `log`: there are new positions. `revoked`: a session id that ended. `mail`: a letter waits. */
export type BusChannel = 'outbox' | 'log' | 'revoked' | 'mail';
