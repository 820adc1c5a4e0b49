import { createHash } from 'node:crypto';
import { type Id, mintId, type UserId } from './ids.js';

/**
 * A fact that others may react to. It is written in the transaction of the fact itself; a relay gives it a position in
 * the log later. Events carry ids, `rev` and, for removals, the previous author and audience; never text or personal data.
 */
export interface DomainEvent {
  readonly id: Id;
  /** What happened, as in "PostCreated"; the module's `*.events.ts` names its own. */
  readonly type: string;
  /** Streams it belongs to, as in "post:<id>" and "author:<id>"; a live feed listens to topics. */
  readonly topics: readonly string[];
  readonly occurredAt: Date;
  /** Who did it; null for the system. */
  readonly actorId: UserId | null;
  /** The ids (and small enums) that say what it happened to. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
  /** True where fewer people may see something afterwards: caches of anonymous answers are raised by it. */
  readonly narrows: boolean;
}

/** An event with its place in the log; positions are dense and start at 1. */
export interface PositionedEvent extends DomainEvent {
  readonly position: number;
}

export const postTopic = (postId: Id): string => `post:${postId}`;
export const authorTopic = (userId: UserId): string => `author:${userId}`;
export const userTopic = (userId: UserId): string => `user:${userId}`;

const TAG = 'tag:';
/** Public posts that have a tag. The log has no words: ten digits of the tag's SHA-256, which relationships/tag-follow.store can tell, too. */
export const tagTopic = (tag: string): string => TAG + createHash('sha256').update(tag).digest('hex').slice(0, 10);
export const tagTopicsOf = ({ topics }: Pick<DomainEvent, 'topics'>): string[] => topics.filter((topic) => topic.startsWith(TAG));

/** Fills in what every event has; modules wrap this in a constructor per event. */
export function newEvent(event: Omit<DomainEvent, 'id' | 'narrows'> & { narrows?: boolean }): DomainEvent {
  return { narrows: false, ...event, id: mintId() };
}
