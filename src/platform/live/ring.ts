import type { PositionedEvent } from '../../kernel/event.js';

/** The last events of the log, in memory: whoever was away for a moment is told from here, and no store is asked. */
export class Ring {
  private readonly events: (PositionedEvent | undefined)[] = [];
  private last = 0;
  private count = 0;

  constructor(private readonly capacity: number) {}

  /** Positions follow one another; where one does not, nothing before it is known any more. */
  push(event: PositionedEvent): void {
    if (event.position !== this.last + 1) this.beginAfter(event.position - 1);
    this.last = event.position;
    this.count = Math.min(this.count + 1, this.capacity);
    this.events[event.position % this.capacity] = event;
  }

  /** Nothing is known of what lies up to here. */
  beginAfter(position: number): void {
    this.events.length = 0;
    this.last = position;
    this.count = 0;
  }

  /** Whether everything after a position is here. */
  reachesBackTo(position: number): boolean {
    return position >= this.last - this.count;
  }

  /** The first `limit` events in (after, to] that are wanted. */
  wanted(after: number, to: number, limit: number, isWanted: (event: PositionedEvent) => boolean): PositionedEvent[] {
    const found: PositionedEvent[] = [];
    for (let position = after + 1; position <= to && found.length < limit; position++) {
      const event = this.events[position % this.capacity];
      if (event && isWanted(event)) found.push(event);
    }
    return found;
  }
}
