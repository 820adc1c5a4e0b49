import type { Id, UserId } from '../../../kernel/ids.js';
import { type EntryWindow, type SourceWindow, unite, windowOf } from './entry-window.js';
import type { EntryStore } from './entry.store.js';
import { type HomeCircle, type HomeCircleStore, LATEST_FOLLOWS, type WholeCircle } from './home-circle.store.js';
import type { TimelineHeader } from '../timelines/timeline.header.js';
import type { TimelineStore, TimelineWindow } from '../timelines/timeline.store.js';

/** Where a page has come from: FRESH from what is as it should be, else from the stores alone. */
export type FeedState = 'FRESH' | 'REBUILDING' | 'DEGRADED';

export interface HomeSourceDeps {
  readonly circles: HomeCircleStore;
  readonly entries: EntryStore;
  /** Null where no timelines are kept at all. */
  readonly timelines: TimelineStore | null;
}

/** One reader's feed for one request, from the timeline as far as that goes, and from the stores beyond it. */
export class HomeSource {
  private whole: WholeCircle | null = null;
  private light: HomeCircle | null = null;
  private header: TimelineHeader | null = null;
  state: FeedState = 'FRESH';
  readonly readAt = new Date();

  constructor(
    private readonly deps: HomeSourceDeps,
    private readonly userId: UserId,
  ) {}

  /** What the timeline says of itself that was read; null where the stores were. */
  get timeline(): TimelineHeader | null {
    return this.header;
  }

  /** Known once something was read. */
  get circle(): HomeCircle {
    return (this.whole ?? this.light)!;
  }

  /** For what is read without a window. */
  async knowCircle(): Promise<void> {
    if (this.deps.timelines && !this.deps.timelines.ready) this.state = 'DEGRADED';
    if (!this.whole) this.light ??= await this.deps.circles.circleOf(this.userId);
  }

  async wholeCircle(): Promise<WholeCircle> {
    return (this.whole ??= await this.deps.circles.wholeCircleOf(this.userId));
  }

  /** Those of these people whom the reader follows and wants to meet. */
  async bringersAmong(userIds: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    return this.whole ? new Set(this.whole.followeeIds) : this.deps.circles.bringersAmong(this.userId, userIds);
  }

  /** Entries of up to `limit` posts below `after`, newest first; the reader's own posts are not among them. */
  async read(after: Id | null, limit: number): Promise<EntryWindow> {
    const timeline = this.state === 'FRESH' ? await this.readTimeline(after, limit) : null;
    const sources = timeline ? await this.withRest(timeline, after, limit) : [await this.readStores(after, limit)];
    return unite(sources.map((source) => this.withoutOwn(source)), limit);
  }

  /** Null where there is none that can be believed; then it is known why. */
  private async readTimeline(after: Id | null, limit: number): Promise<TimelineWindow | null> {
    const { circles, timelines } = this.deps;
    if (!timelines) return null;
    if (!timelines.ready) return this.without('DEGRADED');
    const found = await timelines.read(this.userId, after, 2 * limit + 1).catch(() => 'away' as const);
    if (found === 'away') return this.without('DEGRADED');
    if (!found?.header.ready || found.header.epoch !== timelines.epoch) return this.without('REBUILDING');
    // After the timeline: whom it lacks by then (followed, or merged since) is known by now.
    this.light ??= await circles.circleOf(this.userId);
    if (!this.believes(found.header)) return this.without('REBUILDING');
    this.header = found.header;
    return found;
  }

  private without(state: FeedState): null {
    this.state = state;
    this.header = null;
    return null;
  }

  private believes({ generation, stamp }: TimelineHeader): boolean {
    return generation === this.light!.generation && this.sinceStamp(stamp).length < LATEST_FOLLOWS;
  }

  private sinceStamp(stamp: Id | null): UserId[] {
    return this.light!.latestFollows.flatMap(({ id, followeeId }) => (stamp === null || id > stamp ? followeeId : []));
  }

  /** Beside the timeline: whom and what no timeline holds, or this one not yet; and what lies below its floor. */
  private async withRest({ header: { floor, stamp }, entries }: TimelineWindow, after: Id | null, limit: number): Promise<SourceWindow[]> {
    const within = floor === null ? entries : entries.filter(({ position }) => position >= floor);
    const exhausted = within.length < 2 * limit + 1;
    const needsDeeper = exhausted && floor !== null && within.length <= limit;
    const beside = [...new Set([...this.light!.mergedIds, ...this.sinceStamp(stamp)])];
    const { tags } = this.light!;
    const below = floor !== null && after !== null && after < floor ? after : floor;
    const [deeper, unpushed] = await Promise.all([
      needsDeeper ? this.readStores(below, limit) : null,
      beside.length + tags.length > 0 ? this.deps.entries.newest({ userIds: beside, reposterIds: [this.userId], tags, after, limit: limit + 1 }) : null,
    ]);
    const from = deeper ? null : exhausted ? floor : within.at(-1)!.position;
    return [{ entries: within, from }, ...(deeper ? [deeper] : []), ...(unpushed ? [windowOf(unpushed, limit)] : [])];
  }

  private async readStores(after: Id | null, limit: number): Promise<SourceWindow> {
    const { followeeIds, tags } = await this.wholeCircle();
    return windowOf(await this.deps.entries.newest({ userIds: followeeIds, reposterIds: [this.userId], tags, after, limit: limit + 1 }), limit);
  }

  /** Own posts come straight from the store, and stand at their own place whoever reposts them. */
  private withoutOwn({ entries, from }: SourceWindow): SourceWindow {
    return { entries: entries.filter(({ post }) => post.authorId !== this.userId), from };
  }
}
