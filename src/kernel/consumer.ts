import type { PositionedEvent } from './event.js';

/**
 * Somebody who reacts to events of the log, each at least once and in order of position. A reaction must come to the same
 * end when it is run again; events that failed for good are retried later, out of order.
 */
export interface LogConsumer {
  /** Unique and stable: its place in the log is kept under this name. */
  readonly name: string;
  /** The event types it reacts to; null for all. */
  readonly types: readonly string[] | null;
  handle(events: readonly PositionedEvent[]): Promise<void>;
}
