import type { CounterDelta } from '../../kernel/commit.js';
import type { DomainEvent, PositionedEvent } from '../../kernel/event.js';
import type { Mongo } from '../mongo/mongo.js';

/** An event in the collection that is outbox and log in one: first `pending`, later with a position. */
export interface EventRow extends Omit<DomainEvent, 'id'> {
  readonly _id: string;
  readonly pending?: true;
  readonly position?: number;
}

export interface DeltaRow extends CounterDelta {
  readonly _id: string;
  readonly subjectKey: string;
}

/** The log's own document: its last position, and the floor below which events were trimmed away. */
export interface LogState {
  readonly _id: 'log';
  /** Changes when the log is rebuilt: positions of another epoch mean nothing. */
  readonly epoch: string;
  readonly position: number;
  readonly floor: number;
  /** Positions that are decided and perhaps not yet written down. */
  readonly batch?: Batch;
}

/** Events in the order of their positions, the first of which is `first`. */
export interface Batch {
  readonly first: number;
  readonly ids: readonly string[];
}

export const eventsOf = (mongo: Mongo) => mongo.collection<EventRow>('events');
export const deltasOf = (mongo: Mongo) => mongo.collection<DeltaRow>('counter_deltas');
export const logStateOf = (mongo: Mongo) => mongo.collection<LogState>('relay_state');

export function toEventRow({ id, type, topics, occurredAt, actorId, data, narrows }: DomainEvent): EventRow {
  return { _id: id, type, topics, occurredAt, actorId, data, narrows, pending: true };
}

export function toPositionedEvent({ _id, type, topics, occurredAt, actorId, data, narrows, position }: EventRow): PositionedEvent {
  return { id: _id, type, topics, occurredAt, actorId, data, narrows, position: position! };
}
