import { setTimeout as sleep } from 'node:timers/promises';
import type { PositionedEvent } from '../../kernel/event.js';
import type { GapReason, Verdict } from '../../kernel/live.js';
import { readLogState, readTopics } from '../log/read-log.js';
import type { HubState } from './hub-state.js';
import * as metrics from './metrics.js';
import { Replay } from './replay.js';
import type { Frame, Subscriber } from './subscriber.js';
import { Turns } from './turns.js';

/** Events that are asked about and made together. */
const PAGE = 50;
/** So many events of a feed without topics are asked about one by one; of more, those that are surely not the viewer's are left out first. */
const FEW = 200;
/** Pages that are read from the log at once: when thousands come back, the stores see no more than this. */
const READERS = 8;
/** With growing pauses that make a quarter of a minute: as long as a store may be away. */
const TRIES = 8;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** How long to wait for the hub where another process has told a listener of something already. */
const AHEAD_MS = 50;

interface Page {
  readonly events: readonly PositionedEvent[];
  /** There is nothing else for the listener up to here. */
  readonly upTo: number;
  readonly gap: GapReason | null;
}

/** Brings listeners that are behind to where the hub is, each for itself: nobody else waits for them. */
export class CatchUp {
  private readonly readers = new Turns(READERS);

  constructor(
    private readonly hub: HubState,
    private readonly end: (subscriber: Subscriber) => void,
  ) {}

  /** Until the listener is live, blocked or gone. Never throws. */
  async run(subscriber: Subscriber): Promise<void> {
    metrics.catchUps.inc();
    for (;;) {
      try {
        while (await this.step(subscriber));
        return;
      } catch (error) {
        if (subscriber.mode !== 'catching up') return;
        subscriber.channel.replay = null;
        if (++subscriber.failures > TRIES) {
          this.hub.deps.log.error({ err: error, feed: subscriber.channel.feed.name }, 'A listener could not be told what it has missed');
          return subscriber.sink.drop('gap');
        }
        await sleep(Math.min(FIRST_PAUSE_MS * 2 ** (subscriber.failures - 1), LONGEST_PAUSE_MS));
      }
    }
  }

  /** False where there is nothing left to do. What is decided after an await holds only while the listener and the epoch do. */
  private async step(subscriber: Subscriber): Promise<boolean> {
    const { hub } = this;
    if (subscriber.mode !== 'catching up') return false;
    if (subscriber.sink.isFull) {
      subscriber.block(subscriber.position);
      return false;
    }
    if (subscriber.notice) return this.tellNotice(subscriber, subscriber.notice);
    if (subscriber.position > hub.position) return this.waitForHub(subscriber);
    if (subscriber.position === hub.position) {
      subscriber.mode = 'live';
      subscriber.turn = hub.turn;
      return false;
    }
    const { epoch } = hub;
    const page = await this.read(subscriber);
    if (this.isOver(subscriber, epoch)) return true;
    if (page.gap) subscriber.notice = page.gap;
    else await this.tell(subscriber, page, epoch);
    return true;
  }

  private isOver(subscriber: Subscriber, epoch: string): boolean {
    return subscriber.mode !== 'catching up' || epoch !== this.hub.epoch;
  }

  /** A gap notice stands for all that was missed. */
  private async tellNotice(subscriber: Subscriber, notice: 'HEARTBEAT' | GapReason): Promise<boolean> {
    const { hub } = this;
    const { epoch } = hub;
    const position = notice === 'HEARTBEAT' ? subscriber.position : hub.position;
    const { bytes, report } = await subscriber.group.notice(hub.notice(notice, position), subscriber.viewer);
    if (this.isOver(subscriber, epoch) || subscriber.notice !== notice) return true;
    subscriber.notice = null;
    subscriber.position = position;
    if (notice !== 'HEARTBEAT') metrics.gaps.inc({ reason: notice });
    report();
    this.send(subscriber, bytes, true);
    return true;
  }

  /** Its cursor is from a process that had read more of the log; or from before the log was put back to an earlier state. */
  private async waitForHub(subscriber: Subscriber): Promise<boolean> {
    const { position } = await readLogState(this.hub.deps.mongo);
    if (position < subscriber.position) subscriber.notice = 'EPOCH';
    else await sleep(AHEAD_MS);
    return true;
  }

  private async read({ channel, position, viewer }: Subscriber): Promise<Page> {
    const { ring, position: to } = this.hub;
    const { feed } = channel;
    if (!ring.reachesBackTo(position)) return this.readers.take(() => this.readLog(channel, viewer, position, to));
    const events = ring.wanted(position, to, FEW + 1, (event) => channel.concerns(event));
    if (feed.topics !== null || events.length <= FEW) return pageOf(events, to);
    const topics = new Set(await feed.replayTopics(viewer, this.replayOf(channel).loaders));
    // While it was asked, the oldest may have been forgotten.
    if (!ring.reachesBackTo(position)) return { events: [], upTo: position, gap: null };
    return pageOf(ring.wanted(position, to, PAGE + 1, (event) => channel.concerns(event) && event.topics.some((topic) => topics.has(topic))), to);
  }

  private async readLog(channel: Subscriber['channel'], viewer: Subscriber['viewer'], position: number, to: number): Promise<Page> {
    const { deps, epoch } = this.hub;
    const topics = await channel.feed.replayTopics(viewer, this.replayOf(channel).loaders);
    const events = await readTopics(deps.mongo, topics, position, to, PAGE + 1);
    // Read after the page: what was trimmed while it was read is missed and not overlooked.
    const state = await readLogState(deps.mongo);
    const gap = state.epoch !== epoch ? 'EPOCH' : state.floor > position ? 'TOO_OLD' : null;
    const page = pageOf(events, to);
    return { ...page, events: page.events.filter((event) => channel.concerns(event)), gap };
  }

  private async tell(subscriber: Subscriber, { events, upTo }: Page, epoch: string): Promise<void> {
    const { channel, group, viewer, sink } = subscriber;
    const replay = this.replayOf(channel);
    const verdicts = await Promise.all(events.map((event) => replay.verdict(event, viewer)));
    const end = verdicts.findIndex((verdict) => verdict === 'end');
    const told = end === -1 ? events : events.slice(0, end + 1);
    const frames = await Promise.all(told.map(async (event, i) => (sends(verdicts[i]!) ? replay.frame(event, group, viewer) : null)));
    if (this.isOver(subscriber, epoch)) return;
    for (const [i, event] of told.entries()) {
      const frame = frames[i];
      if (frame) {
        if (sink.isFull) return subscriber.block(subscriber.position);
        this.refuseFlaws(subscriber, frame);
        frame.report();
        this.send(subscriber, frame.bytes, false);
      }
      subscriber.position = event.position;
      subscriber.failures = 0;
      if (verdicts[i] === 'end' || verdicts[i] === 'send and end') return this.end(subscriber);
    }
    if (told.length === events.length) subscriber.position = upTo;
  }

  /** What failed is made again, with all that it is made of: where a store is away until it is back, else once. */
  private refuseFlaws({ failures }: Subscriber, { flaw }: Frame): void {
    if (flaw === 'away' || (flaw === 'error' && failures === 0)) throw new Error('An event could not be made whole.');
  }

  private send(subscriber: Subscriber, bytes: Buffer, isNotice: boolean): void {
    subscriber.toldAt = Date.now();
    if (!isNotice) metrics.framesSent.inc();
    subscriber.sink.send(bytes, isNotice);
  }

  private replayOf(channel: Subscriber['channel']): Replay {
    if (channel.replay && channel.replay.until > Date.now()) return channel.replay;
    return (channel.replay = new Replay(channel.feed, this.hub));
  }
}

export const sends = (verdict: Verdict): boolean => verdict === 'send' || verdict === 'send and end';

/** Of one more than a page, to know whether there are more. */
function pageOf(events: readonly PositionedEvent[], to: number): Page {
  if (events.length <= PAGE) return { events, upTo: to, gap: null };
  const page = events.slice(0, PAGE);
  return { events: page, upTo: page.at(-1)!.position, gap: null };
}
