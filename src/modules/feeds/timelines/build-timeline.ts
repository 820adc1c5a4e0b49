import { timeOf, type UserId } from '../../../kernel/ids.js';
import type { Log } from '../../../platform/telemetry/log.js';
import type { EntryStore } from '../home/entry.store.js';
import type { HomeCircleStore } from '../home/home-circle.store.js';
import type { HomeSource } from '../home/home-source.js';
import type { TimelineStore } from './timeline.store.js';

export interface TimelineBuilderDeps {
  readonly circles: HomeCircleStore;
  readonly entries: EntryStore;
  readonly timelines: TimelineStore;
  readonly log: Log;
}

/** Builds under way in one process; the feed comes from the stores until they are done, so that nobody waits for one. */
const AT_ONCE = 2;
/** Beyond this many that wait, whoever reads next begins theirs. */
const MOST_WAITING = 1_000;
/** A timeline is not built anew for being full of dead entries more often than this. */
const OLD_ENOUGH_MS = 600_000;

/** Makes timelines out of the stores: taking pushes comes first, reading after it, so that nothing falls in between. */
export class TimelineBuilder {
  /** With the time of the read that found none. */
  private readonly waiting = new Map<UserId, Date>();
  private underWay = 0;
  private stopped = false;

  constructor(private readonly deps: TimelineBuilderDeps) {}

  /** What a reader's next page should find: begun in the background, and lost with the process. */
  afterRead(userId: UserId, { state, timeline, readAt }: Pick<HomeSource, 'state' | 'timeline' | 'readAt'>, isFullOfDead: boolean): void {
    const isOver = isFullOfDead && timeline !== null && Date.now() - timeOf(timeline.build).getTime() > OLD_ENOUGH_MS;
    if (state !== 'REBUILDING' && !isOver) return;
    if (this.stopped || this.waiting.size >= MOST_WAITING) return;
    this.waiting.set(userId, readAt);
    setImmediate(() => this.next());
  }

  /** Builds it now, unless it was made since `readAt` (null: whatever there is); false where another build was at it. Throws where a store is away. */
  async build(userId: UserId, readAt: Date | null): Promise<boolean> {
    const { circles, entries, timelines } = this.deps;
    const build = await timelines.begin(userId, await circles.generation(), readAt);
    if (!build) return false;
    try {
      const { followeeIds, stamp } = await circles.timelineCircleOf(userId);
      const newest = await entries.many(followeeIds, [userId], timelines.cap);
      const floor = newest.length < timelines.cap ? null : newest.at(-1)!.position;
      return await timelines.end(userId, build, newest, floor, stamp);
    } catch (error) {
      // Else everybody would wait for it for as long as a build may take.
      await timelines.forget(userId).catch(() => undefined);
      throw error;
    }
  }

  /** Begins no more; waits for what is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting.clear();
    await this.idle();
  }

  /** Waits until no build is under way or waits. */
  async idle(): Promise<void> {
    while (this.underWay > 0 || this.waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  private next(): void {
    if (this.underWay >= AT_ONCE) return;
    const [next] = this.waiting;
    if (next === undefined) return;
    const [userId, readAt] = next;
    this.waiting.delete(userId);
    this.underWay++;
    void this.build(userId, readAt)
      .catch((err: unknown) => this.deps.log.warn({ err }, 'A home timeline could not be built; the next read begins it again'))
      .finally(() => {
        this.underWay--;
        this.next();
      });
  }
}
