import { Field, InterfaceType } from 'type-graphql';
import type { Delivery } from '../kernel/live.js';
import { Cursor, DateTime } from './scalars.js';

/** What every event of a subscription has. */
@InterfaceType('LiveEvent', { description: 'Something that has just happened, as a subscription tells it.' })
export abstract class LiveEvent {
  @Field(() => Cursor, { description: 'Its place in the stream of all events: the same for everyone, and growing.' })
  cursor!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  occurredAt!: Date;
}

/** Makes an event out of a delivery and what it is about. */
export function toLiveEvent<E extends LiveEvent>(EventType: new () => E, { cursor, event }: Delivery, fields: Omit<E, keyof LiveEvent>): E {
  return Object.assign(new EventType(), { cursor, occurredAt: event.occurredAt }, fields);
}
