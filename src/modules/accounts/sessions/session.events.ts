import { type DomainEvent, newEvent, userTopic } from '../../../kernel/event.js';
import type { SessionId, UserId } from '../../../kernel/ids.js';

interface SessionFact {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly occurredAt: Date;
}

/** Somebody has signed in on a device. What the device is stands in the session. */
export const sessionStarted = (fact: SessionFact): DomainEvent => about('SessionStarted', fact);

/** A device was signed out, by whomever. A session that runs out by itself is told by nothing. */
export const sessionEnded = (fact: SessionFact): DomainEvent => about('SessionEnded', fact);

const about = (type: string, { userId, sessionId, occurredAt }: SessionFact): DomainEvent =>
  newEvent({ type, topics: [userTopic(userId)], occurredAt, actorId: userId, data: { userId, sessionId } });
