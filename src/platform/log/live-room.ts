import type { UserId } from '../../kernel/ids.js';
import type { Delivery, LiveListener, LiveRoom, LiveStream, RoomRules } from '../../kernel/live.js';
import type { Viewer } from '../../kernel/viewer.js';
import { isStoreAway } from '../away.js';
import type { Log } from '../telemetry/log.js';
import { ListenerQueue, type RenewableDelivery } from './listener-queue.js';

type SignedInViewer = Viewer & { readonly userId: UserId };

/** Listeners whose events are not a matter of topics but of who may hear them: one question per event, for all at once. */
export class Room implements LiveRoom {
  private readonly queues = new Map<ListenerQueue, SignedInViewer>();

  constructor(
    private readonly rules: RoomRules,
    private readonly log: Log,
  ) {}

  get empty(): boolean {
    return this.queues.size === 0;
  }

  listen(viewer: SignedInViewer, listener: LiveListener): LiveStream {
    const mayStillHear = async (delivery: Delivery) => (await this.rules.whoMayHear(delivery, [viewer])).has(viewer.userId);
    const queue = new ListenerQueue(listener, (ended) => void this.queues.delete(ended), mayStillHear);
    this.queues.set(queue, viewer);
    return queue;
  }

  get listeners(): ListenerQueue[] {
    return [...this.queues.keys()];
  }

  /** Asks who may hear of it; gives the function that hands it to them, at once and without waiting. */
  async prepare(delivery: RenewableDelivery): Promise<() => number> {
    if (this.empty || !this.rules.concerns(delivery.event)) return NOTHING;
    const asked = [...this.queues];
    // A person may listen on several devices; a question is about a person.
    const viewers = [...new Map(asked.map(([, viewer]) => [viewer.userId, viewer])).values()];
    const mayHear = await this.ask(delivery, viewers);
    return () => {
      const entitled = asked.filter(([, viewer]) => mayHear.has(viewer.userId));
      return Math.max(0, ...entitled.map(([queue]) => queue.push(delivery)));
    };
  }

  /** While a store is away everybody waits; an event that can't be judged is heard by nobody and holds up nobody. */
  private async ask(delivery: Delivery, viewers: readonly Viewer[]): Promise<ReadonlySet<UserId>> {
    try {
      return await this.rules.whoMayHear(delivery, viewers);
    } catch (error) {
      if (isStoreAway(error)) throw error;
      this.log.error({ err: error, event: delivery.event.id, type: delivery.event.type }, 'Nobody could be told of an event');
      return new Set();
    }
  }
}

const NOTHING = () => 0;
