import { type DomainEvent, newEvent, userTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';

/** Narrows: what the person no longer says of themselves is for nobody any more. */
export const profileUpdated = (userId: UserId, rev: number, occurredAt: Date): DomainEvent =>
  newEvent({ type: 'ProfileUpdated', topics: [userTopic(userId)], occurredAt, actorId: userId, data: { userId, rev }, narrows: true });
