import type { CounterDelta } from '../../kernel/commit.js';
import type { DomainEvent } from '../../kernel/event.js';

/** What a transaction has announced so far, so that whoever commits it knows what to do afterwards. */
export interface Announced {
  /** Events or deltas wait for the relay once this commits. */
  waits: boolean;
  /** One of the events narrows who may see something. */
  narrows: boolean;
}

const byTransaction = new WeakMap<object, Announced>();

/** Starts to take notes for a transaction, or starts again where the store runs it once more. */
export function takeNotes(tx: object): Announced {
  const announced: Announced = { waits: false, narrows: false };
  byTransaction.set(tx, announced);
  return announced;
}

/** Called by the announcers. A transaction that nobody takes notes of is found by the relay's next sweep. */
export function noteAnnounced(tx: object, events: readonly DomainEvent[], deltas: readonly CounterDelta[]): void {
  const announced = byTransaction.get(tx);
  if (!announced) return;
  announced.waits ||= events.length > 0 || deltas.length > 0;
  announced.narrows ||= events.some((event) => event.narrows);
}
