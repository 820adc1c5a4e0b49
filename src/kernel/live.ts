import type { PositionedEvent } from './event.js';
import type { Loaders } from './loaders.js';
import type { Viewer } from './viewer.js';

/** An event on its way to those who listen. */
export interface Delivery {
  readonly event: PositionedEvent;
  /** Its place in the log, as clients keep it; the same for all viewers. */
  readonly cursor: string;
  /** Made for this event, or for a few that are told together: what they load is as it is now, and shared by all listeners. */
  readonly loaders: Loaders;
}

/** Something about the stream itself: a place to resume from, or that what lay between cannot be told any more. */
export interface LiveNotice {
  readonly notice: 'HEARTBEAT' | GapReason;
  readonly cursor: string;
  readonly occurredAt: Date;
}

/** TOO_OLD: the log has been trimmed past the place. EPOCH: the log was made anew, or restored; the place means nothing in it. */
export type GapReason = 'TOO_OLD' | 'EPOCH';

/** What the field of a subscription is resolved with. A notice is answered before it gets there (graphql/live-event). */
export type LiveRoot = Delivery | LiveNotice;

/** What becomes of an event in one listener's stream. */
export type Verdict = 'send' | 'skip' | 'end' | 'send and end';
export type VerdictOf = (viewer: Viewer) => Verdict;

/**
 * One kind of stream: which events it is about, and who may hear of each. Everybody who listens to feeds of one name is
 * asked about together.
 */
export interface LiveFeed {
  /** Unique, as in "postEvents <id of the post>". */
  readonly name: string;
  /** The topics that it listens to; null where no topics tell, and `concerns` is asked about every event. */
  readonly topics: readonly string[] | null;
  /** Whether an event of its topics can be for anybody here; from the event alone. */
  concerns(event: PositionedEvent): boolean;
  /** Topics under which the log has all that this viewer may hear of: what is read for somebody who was away for long. */
  replayTopics(viewer: Viewer, loaders: Loaders): Promise<readonly string[]>;
  /** Who of these viewers may hear of it, as the stores know it now: asked once per event, for all of them. */
  judge(delivery: Delivery, viewers: readonly Viewer[]): Promise<VerdictOf>;
}

/**
 * What the field of a subscription opens, once it knows that the viewer may: the feed, and the cursor after which to begin
 * (null: now). GraphQL wants something to iterate; nobody does, since the hub fills the stream (docs/live.md).
 */
export class LiveSource implements AsyncIterable<never> {
  constructor(
    readonly feed: LiveFeed,
    readonly after: string | null,
  ) {}

  [Symbol.asyncIterator](): AsyncIterator<never> {
    throw new Error('The hub fills live streams.');
  }
}
