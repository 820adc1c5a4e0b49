import { Redis } from 'ioredis';
import { decodePostId } from '../../src/kernel/global-id.js';
import { idToBytes } from '../../src/kernel/ids.js';
import { monotonicMs } from '../measure/monotonic.js';

/** The timelines in Redis, seen from outside: by the layout that docs/feeds.md describes, and by what Redis tells of its keys. */
export class Timelines {
  private readonly redis: Redis;
  private readonly listener: Redis;
  private reached = new Map<string, number>();
  private onReached: () => void = () => undefined;

  private constructor(url: string) {
    this.redis = new Redis(url);
    this.listener = new Redis(url);
  }

  /** Has Redis say which sorted set was added to, and gives it room for all timelines: they must not be evicted while one looks. */
  static async open(url: string): Promise<Timelines> {
    const timelines = new Timelines(url);
    await timelines.redis.config('SET', 'notify-keyspace-events', 'Ez');
    await timelines.redis.config('SET', 'maxmemory', '4gb');
    timelines.listener.on('message', (_channel, key) => timelines.note(key));
    await timelines.listener.subscribe('__keyevent@0__:zadd');
    return timelines;
  }

  /** For what counts the commands. */
  get client(): Redis {
    return this.redis;
  }

  /** Those of the people whose timelines are there and ready. */
  async readyAmong(userIds: readonly string[]): Promise<Set<string>> {
    const pipeline = this.redis.pipeline();
    for (const userId of userIds) pipeline.zrangeBuffer(keyOf(userId), 0, 0);
    const answers = (await pipeline.exec())!;
    return new Set(userIds.filter((_, i) => isReady((answers[i]![1] as Buffer[])[0])));
  }

  /** How many of these people have the post in their timelines. */
  async countWith(postId: string, userIds: readonly string[]): Promise<number> {
    const ref = decodePostId(postId)!;
    const member = Buffer.concat([idToBytes(ref.id), idToBytes(ref.authorId)]);
    const pipeline = this.redis.pipeline();
    for (const userId of userIds) pipeline.zscore(keyOf(userId), member);
    return (await pipeline.exec())!.filter(([, score]) => score !== null).length;
  }

  /** Begins to watch anew. */
  forget(): void {
    this.reached = new Map();
  }

  /** When each of so many timelines was added to since the watch began, by user id. Those that are missing after `patienceMs` are not there. */
  async untilReached(count: number, patienceMs: number): Promise<ReadonlyMap<string, number>> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => resolve(), patienceMs);
      this.onReached = () => {
        if (this.reached.size < count) return;
        clearTimeout(timer);
        resolve();
      };
      this.onReached();
    });
    this.onReached = () => undefined;
    return this.reached;
  }

  async stop(): Promise<void> {
    await this.redis.config('SET', 'notify-keyspace-events', '');
    await Promise.all([this.redis.quit(), this.listener.quit()]);
  }

  private note(key: string): void {
    if (!key.startsWith(PREFIX)) return;
    const userId = key.slice(PREFIX.length, -1);
    if (!this.reached.has(userId)) this.reached.set(userId, monotonicMs());
    this.onReached();
  }
}

const PREFIX = 'plaza:home:{';
const keyOf = (userId: string): string => `${PREFIX}${userId}}`;
/** After sixteen bytes 0 the header of a timeline says how it stands. */
const isReady = (header: Buffer | undefined): boolean => header?.[16] === 'R'.charCodeAt(0) && header.subarray(0, 16).equals(Buffer.alloc(16));
