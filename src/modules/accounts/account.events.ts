import { authorTopic, type DomainEvent, newEvent, userTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';

/** The person is absent from now on; what is theirs is removed in the time after. */
export const accountDeleted = (userId: UserId, occurredAt: Date): DomainEvent =>
  newEvent({ type: 'AccountDeleted', topics: [userTopic(userId), authorTopic(userId)], occurredAt, actorId: userId, data: { userId }, narrows: true });
