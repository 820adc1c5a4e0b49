import type { Delivery, LiveListener, LiveStream } from '../../kernel/live.js';

/** Deliveries that may wait for one listener. */
const CAPACITY = 1_000;
/** After so many milliseconds in the queue what was loaded for an event, and who may see it, is asked again. */
const STALE_MS = 500;

/** A delivery that can be made again with fresh loaders. */
export interface RenewableDelivery extends Delivery {
  renew(): RenewableDelivery;
}

interface Waiting {
  readonly delivery: RenewableDelivery;
  readonly since: number;
}

type Step = IteratorResult<Delivery, undefined>;
const END: Step = { done: true, value: undefined };

/** What waits for one listener: bounded, and ended together with the listener. */
export class ListenerQueue implements LiveStream {
  private waiting: Waiting[] = [];
  private wanted: ((step: Step | Promise<Step>) => void) | null = null;
  private ended = false;

  constructor(
    private readonly listener: LiveListener,
    private readonly onEnd: (queue: ListenerQueue) => void,
    /** Whether a delivery that has waited may still be heard; asked with fresh loaders. */
    private readonly mayStillHear: (delivery: Delivery) => Promise<boolean> = async () => true,
  ) {}

  /** Gives the number of deliveries that wait. */
  push(delivery: RenewableDelivery): number {
    if (this.ended) return 0;
    if (this.wanted) {
      this.wanted({ done: false, value: delivery });
      this.wanted = null;
    } else if (this.waiting.length < CAPACITY) {
      this.waiting.push({ delivery, since: Date.now() });
    } else {
      this.drop('slow');
    }
    return this.waiting.length;
  }

  drop(reason: 'slow' | 'gap'): void {
    void this.return();
    this.listener.drop(reason);
  }

  async next(): Promise<Step> {
    for (;;) {
      if (this.ended) return END;
      const first = this.waiting.shift();
      if (!first) return new Promise((resolve) => (this.wanted = resolve));
      if (Date.now() - first.since < STALE_MS) return { done: false, value: first.delivery };
      const renewed = first.delivery.renew();
      if (await this.mayStillHear(renewed)) return { done: false, value: renewed };
    }
  }

  async return(): Promise<Step> {
    if (!this.ended) {
      this.ended = true;
      this.waiting = [];
      this.onEnd(this);
      this.wanted?.(END);
      this.wanted = null;
    }
    return END;
  }

  async throw(): Promise<Step> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
