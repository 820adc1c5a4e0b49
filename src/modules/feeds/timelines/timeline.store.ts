import { type Id, idToBytes, mintId, type UserId } from '../../../kernel/ids.js';
import type { ScriptedKeys } from '../../../platform/redis/scripted-keys.js';
import { decodeEntry, encodeEntry, type FeedEntry, positionBytes } from '../home/feed-entry.js';
import { generationText, readHeader, type TimelineHeader } from './timeline.header.js';
import { BEGIN, END, PUSH, READ } from './timeline.scripts.js';

export interface TimelineSizes {
  /** Entries that a timeline keeps. */
  readonly cap: number;
  /** Milliseconds for which a timeline lives that nobody reads. */
  readonly windowMs: number;
}

export interface TimelineWindow {
  readonly header: TimelineHeader;
  readonly entries: readonly FeedEntry[];
}

/** A build that has begun: only it can end it. */
export interface TimelineBuild {
  readonly id: Id;
}

/** A build that has not ended by then was lost with its process. */
const BUILD_TAKES_MS = 30_000;
const NOTHING = Buffer.alloc(0);

const bytesOf = (id: Id | null): Buffer => (id === null ? NOTHING : idToBytes(id));
const keyOf = (userId: UserId): string => `plaza:home:{${userId}}`;

/** Every statement on home timelines in Redis. All throw where Redis is away. */
export class TimelineStore {
  constructor(
    private readonly redis: ScriptedKeys,
    private readonly sizes: TimelineSizes,
  ) {}

  /** False while Redis is away. */
  get ready(): boolean {
    return this.redis.ready;
  }

  get cap(): number {
    return this.sizes.cap;
  }

  /** Which life of the store this is; a timeline of another must not be believed. */
  get epoch(): string {
    return this.redis.epoch();
  }

  /** Up to `count` entries beyond `after`, newest first; null where there is no timeline. The reader counts as active again. */
  async read(userId: UserId, after: Id | null, count: number): Promise<TimelineWindow | null> {
    const [head, ...members] = (await this.redis.run(READ, keyOf(userId), [bytesOf(after), count, this.sizes.windowMs])) as Buffer[];
    const header = readHeader(head);
    return header && { header, entries: members.flatMap((member) => decodeEntry(member) ?? []) };
  }

  /** Adds entries to the timelines of those who are active; of others nothing is kept. */
  async push(userIds: readonly UserId[], entries: readonly FeedEntry[]): Promise<void> {
    const values = [this.epoch, this.sizes.cap, NOTHING, NOTHING, ...entries.map(encodeEntry)];
    await this.redis.runMany(PUSH, userIds.map((userId) => ({ key: keyOf(userId), values })));
  }

  /** Adds all that some people have, complete from `floor` up: whom the reader has followed up to `stamp`, a follow's id. */
  async merge(userId: UserId, entries: readonly FeedEntry[], floor: Id | null, stamp: Id | null): Promise<void> {
    await this.redis.run(PUSH, keyOf(userId), [this.epoch, this.sizes.cap, bytesOf(stamp), bytesOf(floor), ...entries.map(encodeEntry)]);
  }

  /** Empties the timeline, which takes pushes from now on; null where somebody else is at it, or has made it since `readAt`. Null as `readAt`: whatever there is. */
  async begin(userId: UserId, generation: number, readAt: Date | null): Promise<TimelineBuild | null> {
    const id = mintId();
    const [busySince, youngerThan] = readAt ? [idToBytes(mintId(new Date(Date.now() - BUILD_TAKES_MS))), idToBytes(mintId(readAt))] : [LATEST, LATEST];
    const begun = await this.redis.run(BEGIN, keyOf(userId), [idToBytes(id), this.epoch, generationText(generation), this.sizes.windowMs, busySince, youngerThan]);
    return begun === 1 ? { id } : null;
  }

  /** Puts in what the stores had, and opens the timeline; false where it was lost or begun anew meanwhile. */
  async end(userId: UserId, build: TimelineBuild, entries: readonly FeedEntry[], floor: Id | null, stamp: Id | null): Promise<boolean> {
    const head = [idToBytes(build.id), this.sizes.cap, positionBytes(floor), positionBytes(stamp)];
    return (await this.redis.run(END, keyOf(userId), [...head, ...entries.map(encodeEntry)])) === 1;
  }

  async forget(userId: UserId): Promise<void> {
    await this.redis.forget(keyOf(userId));
  }
}

const LATEST = Buffer.alloc(16, 0xff);
