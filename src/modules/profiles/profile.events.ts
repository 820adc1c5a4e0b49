import { type DomainEvent, newEvent, userTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';

export const profileUpdated = (userId: UserId, rev: number, occurredAt: Date): DomainEvent =>
  newEvent({ type: 'ProfileUpdated', topics: [userTopic(userId)], occurredAt, actorId: userId, data: { userId, rev } });
