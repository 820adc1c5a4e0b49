import type { PositionedEvent } from './event.js';
import type { UserId } from './ids.js';
import { LoaderKey, type Loaders } from './loaders.js';
import type { Viewer } from './viewer.js';

/** An event on its way to those who listen, with the loaders that they share. */
export interface Delivery {
  readonly event: PositionedEvent;
  /** Its place in the stream, as clients keep it; the same for all viewers. */
  readonly cursor: string;
  /** Fresh for this event. What it loads is shared by every listener of this process. */
  readonly loaders: Loaders;
}

/** Deliveries from now on, in order. `return` ends it at once, also while a delivery is awaited. */
export interface LiveStream<T = Delivery> extends AsyncIterableIterator<T> {
  next(): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorResult<T, undefined>>;
  throw(error?: unknown): Promise<IteratorResult<T, undefined>>;
}

/** The connection that listens. */
export interface LiveListener {
  /**
   * Closes it, so that its client knows that it has to look again. `slow`: it does not take what is sent, and nothing is
   * kept without bound. `gap`: events were missed on this side. `points`: whoever listens has no points left.
   */
  drop(reason: 'slow' | 'gap' | 'points'): void;
}

/** The port to the stream of events, which the platform fills. */
export interface Live {
  /** The events of any of these topics. */
  listen(topics: readonly string[], listener: LiveListener): LiveStream;
  /** Opens a room, for as long as the process lives: events whose audience is asked of the stores when they come. */
  openRoom(room: RoomRules): LiveRoom;
}

/** Where a subscription finds the port. */
export const LIVE = new LoaderKey<Live>('live events');

export interface RoomRules {
  /** Whether an event concerns this room at all; from the event alone. */
  concerns(event: PositionedEvent): boolean;
  /** Which of these viewers may hear of it, as the stores know it now: asked once per event for all of them. */
  whoMayHear(delivery: Delivery, viewers: readonly Viewer[]): Promise<ReadonlySet<UserId>>;
}

export interface LiveRoom {
  listen(viewer: Viewer & { readonly userId: UserId }, listener: LiveListener): LiveStream;
}

/** How often a verdict is sought, with growing pauses that make about twenty seconds: as long as a store may be away. */
const TRIES = 8;

/** What becomes of a delivery in one listener's stream. */
export type Verdict = 'send' | 'skip' | 'end' | 'send and end';

/**
 * A stream of those deliveries that `decide` lets pass. It ends by itself after "end". A generator function would not do:
 * it can't be ended while it waits for the next event, and a quiet stream would outlive its listener.
 */
export function sift(stream: LiveStream, decide: (delivery: Delivery) => Promise<Verdict>): LiveStream {
  let ended = false;
  // What failed is remembered by the loaders, and has to be forgotten before it is asked again.
  const decideAgainAndAgain = async (delivery: Delivery): Promise<Verdict> => {
    for (let tries = 1; ; tries++) {
      try {
        return await decide(delivery);
      } catch (error) {
        if (ended || tries === TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.min(200 * 2 ** (tries - 1), 5_000)));
        delivery.loaders.reset();
      }
    }
  };
  const sifted: LiveStream = {
    async next() {
      while (!ended) {
        const step = await stream.next();
        if (step.done || ended) break;
        const verdict = await decideAgainAndAgain(step.value);
        if (verdict === 'skip') continue;
        if (verdict !== 'send') await sifted.return();
        if (verdict !== 'end') return step;
      }
      return { done: true, value: undefined };
    },
    async return() {
      ended = true;
      return stream.return();
    },
    async throw() {
      return sifted.return();
    },
    [Symbol.asyncIterator]: () => sifted,
  };
  return sifted;
}
