import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import { Field, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import type { Delivery, GapReason, LiveNotice, LiveRoot } from '../kernel/live.js';
import { Policy, SHARED_POLICIES } from './policy.js';
import { Cursor, DateTime } from './scalars.js';

/** What the argument `after` of every subscription says. */
export const AFTER = 'The `cursor` of the last event that was handled: what came since is told first, in order. Without it the stream begins now.';

/** What every event of a subscription has. */
@InterfaceType('LiveEvent', { description: 'Something that has just happened, as a subscription tells it.' })
export abstract class LiveEvent {
  @Field(() => Cursor, { description: 'Its place in the stream of all events: the same for everyone, and growing. Hand the last one back as `after`.' })
  cursor!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  occurredAt!: Date;
}

@Policy(SHARED_POLICIES.event)
@ObjectType('Heartbeat', { implements: LiveEvent, simpleResolvers: true, description: 'Nothing has happened. Every stream begins with one, so that there is a cursor to resume from; a quiet one repeats it.' })
export class Heartbeat extends LiveEvent {}

const GAP_REASONS: Readonly<Record<GapReason, GapReason>> = { TOO_OLD: 'TOO_OLD', EPOCH: 'EPOCH' };
registerEnumType(GAP_REASONS, {
  name: 'GapReason',
  description: 'Why events between a cursor and now cannot be told.',
  valuesConfig: {
    TOO_OLD: { description: 'They are no longer kept.' },
    EPOCH: { description: 'The cursor is of another history: the log was restored, or made anew.' },
  },
});

@Policy(SHARED_POLICIES.event)
@ObjectType('GapNotice', { implements: LiveEvent, simpleResolvers: true, description: 'Something may have been missed: read anew what the stream is about. It goes on from here.' })
export class GapNotice extends LiveEvent {
  @Field(() => GAP_REASONS, { description: 'Why.' })
  reason!: GapReason;
}

/** What every union of events has besides its own. */
export const LIVE_NOTICES = [Heartbeat, GapNotice] as const;

/** Makes an event out of a delivery and what it is about. */
export function toLiveEvent<E extends LiveEvent>(EventType: new () => E, { cursor, event }: Delivery, fields: Omit<E, keyof LiveEvent>): E {
  return Object.assign(new EventType(), { cursor, occurredAt: event.occurredAt }, fields);
}

/** Answers notices in the place of every subscription's field, which is asked about deliveries alone. */
export function answerNotices(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = (root: LiveRoot, args, context, info) => ('notice' in root ? toNotice(root) : resolve(root, args, context, info));
  }
  return schema;
}

function toNotice({ notice, cursor, occurredAt }: LiveNotice): LiveEvent {
  if (notice === 'HEARTBEAT') return Object.assign(new Heartbeat(), { cursor, occurredAt });
  return Object.assign(new GapNotice(), { cursor, occurredAt, reason: notice });
}
