import type { Id, PostId, UserId } from '../../../kernel/ids.js';
import type { JobData, JobHandler, JobRun, NewJob } from '../../../kernel/job.js';
import type { TimelineBuilder } from './build-timeline.js';
import type { EntryStore } from '../home/entry.store.js';
import { type FeedEntry, postEntry, repostEntry } from '../home/feed-entry.js';
import type { HomeCircleStore } from '../home/home-circle.store.js';
import type { TimelineStore } from './timeline.store.js';

export interface FanOutSizes {
  /** Followers whose timelines are written together. */
  readonly batch: number;
  /** Whoever has more followers is merged when feeds are read, from then on. */
  readonly mostFollowers: number;
}

export interface FanOutDeps extends FanOutSizes {
  readonly circles: HomeCircleStore;
  readonly entries: EntryStore;
  readonly timelines: TimelineStore;
  readonly builder: TimelineBuilder;
}

/** Follows that one merge takes in. */
const MERGED_TOGETHER = 100;

type Made = Pick<NewJob, 'kind' | 'data' | 'id' | 'share' | 'ownerId'>;

export const fanOutPost = (postId: PostId, authorId: UserId): Made => ({ kind: 'feeds.fan-out', id: `feeds.fan-out/${postId}`, share: authorId, data: { authorId, postId } });
export const fanOutRepost = (data: { readonly repostId: Id; readonly reposterId: UserId; readonly postId: PostId; readonly postAuthorId: UserId }): Made => ({
  kind: 'feeds.fan-out', id: `feeds.fan-out/${data.repostId}`, share: data.reposterId, data,
});
export const mergeFollowee = (eventId: Id, readerId: UserId, followeeId: UserId): Made => ({ kind: 'feeds.merge', id: `feeds.merge/${eventId}`, share: readerId, data: { readerId, followeeId } });

const REBUILD = 'feeds.rebuild';
/** For the reader, who may watch it. */
export const rebuildTimeline = (id: Id, readerId: UserId): Made => ({ kind: REBUILD, id, ownerId: readerId, data: { readerId } });

/** Where no timelines are kept there is none to make anew. */
export const NO_REBUILD: JobHandler = { kind: REBUILD, queue: 'feeds', run: async () => undefined };

/** What keeps timelines up: each may run twice, and finds what it adds there already. */
export function fanOutJobs(deps: FanOutDeps): JobHandler[] {
  const { circles, entries, timelines, builder } = deps;
  return [
    { kind: 'feeds.fan-out', queue: 'feeds', concurrency: 4, run: (job) => fanOut(deps, job) },
    {
      kind: 'feeds.merge',
      queue: 'feeds',
      async run({ data }) {
        const { readerId, followeeId } = data as { readerId: UserId; followeeId: UserId };
        const timeline = await timelines.read(readerId, null, 0);
        if (!timeline) return;
        const follows = await circles.followsSince(readerId, timeline.header.stamp, MERGED_TOGETHER);
        // By name as well: it may have been committed later than one that has a later id.
        const isOne = (await circles.follows(readerId, followeeId)) && !(await circles.isMerged(followeeId));
        const userIds = [...new Set([...follows.map((follow) => follow.followeeId), ...(isOne ? [followeeId] : [])])];
        const newest = await entries.newest({ userIds, after: null, limit: timelines.cap });
        const floor = newest.length < timelines.cap ? null : newest.at(-1)!.position;
        await timelines.merge(readerId, newest, floor, follows.at(-1)?.id ?? null);
      },
    },
    {
      kind: REBUILD,
      queue: 'feeds',
      async run({ id, data }) {
        const readerId = data['readerId'] as UserId;
        // Of many that were asked for before it began, one build is enough.
        const header = (await timelines.read(readerId, null, 0))?.header;
        if (!header?.ready || header.build < id) await builder.build(readerId, null);
      },
    },
  ];
}

/** Brings one entry to all who follow whom it comes from, a batch of them after the other. */
async function fanOut({ circles, timelines, batch, mostFollowers }: FanOutDeps, { data, signal }: JobRun): Promise<void> {
  const { from, entry } = read(data);
  // Their own reposts stand in their own feed, however many follow them; their own posts are read from the store.
  if (entry.reposterId !== null) await timelines.push([from], [entry]);
  if (await circles.isMerged(from)) return;
  if (await circles.hasMoreFollowersThan(from, mostFollowers)) return circles.mergeFromNowOn(from);
  for (let after: Id | null = null; ; ) {
    signal.throwIfAborted();
    const followers = await circles.followersOf(from, after, batch);
    await timelines.push(followers.map(({ followerId }) => followerId), [entry]);
    if (followers.length < batch) return;
    after = followers.at(-1)!.id;
  }
}

function read(data: JobData): { from: UserId; entry: FeedEntry } {
  const { authorId, postId, repostId, reposterId, postAuthorId } = data as Record<string, Id>;
  return repostId === undefined
    ? { from: authorId!, entry: postEntry({ authorId: authorId!, id: postId! }) }
    : { from: reposterId!, entry: repostEntry({ id: repostId, reposterId: reposterId!, postId: postId!, postAuthorId: postAuthorId! }) };
}
