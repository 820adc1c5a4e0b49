import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { type Id, idToBytes } from '../../../src/kernel/ids.js';
import { decodeEntry, type FeedEntry } from '../../../src/modules/feeds/home/feed-entry.js';
import { readHeader, type TimelineHeader } from '../../../src/modules/feeds/timelines/timeline.header.js';
import { READ } from '../../../src/modules/feeds/timelines/timeline.scripts.js';

export interface Timeline {
  readonly header: TimelineHeader;
  readonly entries: readonly FeedEntry[];
}

const KEPT_MS = 14 * 86_400_000;
const NOTHING = Buffer.alloc(0);
const SCRIPT = createHash('sha1').update(READ).digest('hex');

/** Plaza's own timelines, by the one command that Plaza has for them. */
export class Timelines {
  private constructor(private readonly redis: Redis) {}

  static async open(url: string): Promise<Timelines> {
    const redis = new Redis(url);
    await redis.script('LOAD', READ);
    return new Timelines(redis);
  }

  /** Null where there is none, or none that is ready. */
  async read(userId: string, after: Id | null, count: number): Promise<Timeline | null> {
    const [head, ...members] = (await this.redis.callBuffer('EVALSHA', SCRIPT, 1, `plaza:home:{${userId}}`, after === null ? NOTHING : idToBytes(after), count, KEPT_MS)) as Buffer[];
    const header = readHeader(head);
    return header?.ready ? { header, entries: members.map((member) => decodeEntry(member)!) } : null;
  }

  async close(): Promise<void> {
    await this.redis.quit();
  }
}
