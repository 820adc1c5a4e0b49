import { type DomainEvent, newEvent, userTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';

/** Anonymous answers do not depend on any of these, so none of them narrows. */
const between = (type: string) => (actorId: UserId, userId: UserId, occurredAt: Date): DomainEvent =>
  newEvent({ type, topics: [userTopic(actorId), userTopic(userId)], occurredAt, actorId, data: { actorId, userId } });

export const userFollowed = between('UserFollowed');
export const userUnfollowed = between('UserUnfollowed');
export const userBlocked = between('UserBlocked');
export const userUnblocked = between('UserUnblocked');
