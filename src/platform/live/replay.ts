import DataLoader from 'dataloader';
import type { PositionedEvent } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';
import type { Delivery, LiveFeed, Verdict } from '../../kernel/live.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { Group } from './channel.js';
import type { HubState } from './hub-state.js';
import type { Frame } from './subscriber.js';

/** How long those who catch up share what was loaded: what is shown may be older than now by this, and not by more. */
export const REPLAY_MS = 500;

/** What a crowd that comes back together shares: each event is loaded, asked about and made once for all of them. */
export class Replay {
  readonly until = Date.now() + REPLAY_MS;
  private readonly events = new Map<number, Delivery>();
  private readonly verdicts = new Map<number, DataLoader<Viewer, Verdict, UserId | null>>();
  private readonly frames = new Map<Group, Map<number, Promise<Frame>>>();

  readonly loaders: Loaders;

  constructor(
    private readonly feed: LiveFeed,
    private readonly hub: HubState,
  ) {
    this.loaders = hub.loaders();
  }

  verdict(event: PositionedEvent, viewer: Viewer): Promise<Verdict> {
    let verdicts = this.verdicts.get(event.position);
    if (!verdicts) {
      const delivery = this.delivery(event);
      verdicts = new DataLoader(
        async (viewers) => {
          const verdictOf = await this.hub.judge(this.feed, delivery, viewers);
          return viewers.map(verdictOf);
        },
        { cacheKeyFn: ({ userId }) => userId },
      );
      this.verdicts.set(event.position, verdicts);
    }
    return verdicts.load(viewer);
  }

  frame(event: PositionedEvent, group: Group, viewer: Viewer): Promise<Frame> {
    let frames = this.frames.get(group);
    if (!frames) this.frames.set(group, (frames = new Map()));
    let frame = frames.get(event.position);
    if (!frame) frames.set(event.position, (frame = group.maker.make(this.delivery(event), viewer)));
    return frame;
  }

  private delivery(event: PositionedEvent): Delivery {
    let delivery = this.events.get(event.position);
    if (!delivery) this.events.set(event.position, (delivery = this.hub.delivery(event, this.loaders)));
    return delivery;
  }
}
