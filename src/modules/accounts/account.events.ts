import { authorTopic, type DomainEvent, newEvent, userTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';

/** The person is gone, and what was theirs with them; they had been hidden since they asked for it. */
export const accountDeleted = (userId: UserId, occurredAt: Date): DomainEvent =>
  newEvent({ type: 'AccountDeleted', topics: [userTopic(userId), authorTopic(userId)], occurredAt, actorId: userId, data: { userId }, narrows: true });
