import type { UserId } from '../../kernel/ids.js';
import type { PositionedEvent } from '../../kernel/event.js';
import type { LiveFeed, LiveNotice } from '../../kernel/live.js';
import type { Viewer } from '../../kernel/viewer.js';
import * as metrics from './metrics.js';
import type { Replay } from './replay.js';
import type { Frame, FrameMaker, Subscriber } from './subscriber.js';

/** For how long one notice stands for others of its kind at its place. */
const NOTICE_MS = 1_000;

/** The last notice of a group: many who begin at one place, or rest there, are told the same. */
class Notices {
  private key = '';
  private until = 0;
  private frame: Promise<Frame> | null = null;

  get(key: string, make: () => Promise<Frame>): Promise<Frame> {
    const now = Date.now();
    if (this.frame === null || this.key !== key || now > this.until) {
      this.key = key;
      this.until = now + NOTICE_MS;
      this.frame = make();
    }
    return this.frame;
  }
}

/** Those who are told the same bytes. */
export class Group {
  readonly subscribers = new Set<Subscriber>();
  private readonly notices = new Notices();

  constructor(readonly maker: FrameMaker) {}

  notice(notice: LiveNotice, viewer: Viewer): Promise<Frame> {
    return this.notices.get(`${notice.notice} ${notice.cursor}`, () => this.maker.make(notice, viewer));
  }
}

/** Those who listen to one feed, by what they are told. */
export class Channel {
  readonly groups = new Map<string, Group>();
  /** How many events have been told here. */
  told = 0;
  /** What those who catch up share for a moment. */
  replay: Replay | null = null;
  private readonly topics: ReadonlySet<string> | null;
  private readonly people = new Map<UserId | null, { readonly viewer: Viewer; count: number }>();
  private known: readonly Viewer[] | null = null;

  constructor(readonly feed: LiveFeed) {
    this.topics = feed.topics && new Set(feed.topics);
  }

  /** Everybody who listens, each once. */
  get viewers(): readonly Viewer[] {
    return (this.known ??= [...this.people.values()].map(({ viewer }) => viewer));
  }

  get isEmpty(): boolean {
    return this.groups.size === 0;
  }

  concerns(event: PositionedEvent): boolean {
    const { topics } = this;
    return (topics === null || event.topics.some((topic) => topics.has(topic))) && this.feed.concerns(event);
  }

  groupOf(maker: FrameMaker): Group {
    let group = this.groups.get(maker.key);
    if (!group) {
      this.groups.set(maker.key, (group = new Group(maker)));
      metrics.groups.inc();
    }
    return group;
  }

  add(subscriber: Subscriber): void {
    subscriber.group.subscribers.add(subscriber);
    metrics.subscribers.inc();
    const { viewer } = subscriber;
    const person = this.people.get(viewer.userId);
    if (person) person.count++;
    else {
      this.people.set(viewer.userId, { viewer, count: 1 });
      this.known = null;
    }
  }

  remove(subscriber: Subscriber): void {
    const { group, viewer } = subscriber;
    group.subscribers.delete(subscriber);
    metrics.subscribers.dec();
    if (group.subscribers.size === 0) {
      this.groups.delete(group.maker.key);
      metrics.groups.dec();
    }
    const person = this.people.get(viewer.userId);
    if (!person || --person.count > 0) return;
    this.people.delete(viewer.userId);
    this.known = null;
  }

  *subscribers(): Iterable<Subscriber> {
    for (const group of this.groups.values()) yield* group.subscribers;
  }
}
