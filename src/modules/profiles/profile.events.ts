import { authorTopic, type DomainEvent, newEvent, userTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';

/** Narrows: what the person no longer says of themselves is for nobody any more. */
export const profileUpdated = (userId: UserId, rev: number, occurredAt: Date): DomainEvent =>
  newEvent({ type: 'ProfileUpdated', topics: [userTopic(userId)], occurredAt, actorId: userId, data: { userId, rev }, narrows: true });

/** Narrows, whichever way it went: what the person publishes, or whom they follow, may be for fewer people now. */
export const privacyChanged = (userId: UserId, rev: number, occurredAt: Date): DomainEvent =>
  newEvent({ type: 'PrivacyChanged', topics: [userTopic(userId), authorTopic(userId)], occurredAt, actorId: userId, data: { userId, rev }, narrows: true });

/** The person is absent to everybody else from now on, for whatever reason; what they wrote with them. */
export const personHidden = (userId: UserId, actorId: UserId | null, occurredAt: Date): DomainEvent =>
  newEvent({ type: 'PersonHidden', topics: [userTopic(userId), authorTopic(userId)], occurredAt, actorId, data: { userId }, narrows: true });

/** The person is there again. It narrows nothing, but who came back should not have to wait for cached answers to run out. */
export const personShown = (userId: UserId, actorId: UserId | null, occurredAt: Date): DomainEvent =>
  newEvent({ type: 'PersonShown', topics: [userTopic(userId), authorTopic(userId)], occurredAt, actorId, data: { userId }, narrows: true });
