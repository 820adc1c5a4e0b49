import { encodeUserId } from '../../../src/kernel/global-id.js';
import { encodeCursor } from '../../../src/kernel/page.js';
import { type EntryWindow, type SourceWindow, unite, windowOf } from '../../../src/modules/feeds/home/entry-window.js';
import type { FeedEntry } from '../../../src/modules/feeds/home/feed-entry.js';
import { maySee, showAuthor } from '../people.js';
import { type CommentRow, commentId, showPost, sum } from '../rows.js';
import type { FloorStores } from '../stores.js';
import { type Circle, type HomePerson, LATEST, type Reader, readerWithPeople, wholeCircleOf } from './circle.js';
import { newestEntries } from './entries.js';
import { COMMENTS, EARLIEST, type HomeRow, PAGE, rowsOf } from './rows.js';
import type { Timeline } from './timeline.js';

/** How often a page that the rules left short is read on. */
const REFILLS = 2;
/** Of a timeline, for posts that stand in it more than once. */
const MEMBERS = 2 * PAGE + 1;

interface Item {
  readonly position: string;
  readonly row: HomeRow;
  readonly people: Reader['people'];
  readonly reason: { readonly kind: string; readonly tag: string | null; readonly repostedBy: readonly { readonly username: string }[] };
}

interface Found {
  readonly circle: Circle;
  readonly items: readonly Item[];
  readonly end: string | null;
}

/**
 * One command per store where the timeline has all: Redis, MongoDB, Postgres. Whether it has is known at the end (whom the
 * reader has followed since, tags, people whom no timeline holds), and if not, all is read again with that in mind.
 */
export async function homeFeed(stores: FloorStores, viewerId: string): Promise<object> {
  const timeline = await readTimeline(stores, viewerId, null);
  if (timeline) {
    const source = sourceOf(timeline);
    const found = source.needsDeeper ? null : await readItems(stores, viewerId, unite([withoutOwn(source, viewerId)], PAGE), null, []);
    if (found && holdsAll(timeline, found.circle) && (found.items.length >= PAGE || found.end === null)) return show(found.items, found.end, 'FRESH');
  }
  const { circle, followees } = await wholeCircleOf(stores, viewerId);
  const believed = timeline && timeline.header.generation === circle.generation && since(timeline, circle).length < LATEST ? timeline : null;
  const items: Item[] = [];
  let far: string | null = null;
  for (let round = 0; items.length < PAGE && (round === 0 || (far !== null && round <= REFILLS)); round++) {
    const window = await windowBelow(stores, viewerId, circle, followees, believed && (round === 0 ? believed : await readTimeline(stores, viewerId, far)), far);
    const found: Found = await readItems(stores, viewerId, window, far, circle.hidden, followees);
    items.push(...found.items);
    far = found.end;
  }
  return show(items, far, believed || !stores.timelines ? 'FRESH' : 'REBUILDING');
}

const readTimeline = async ({ timelines }: FloorStores, viewerId: string, after: string | null): Promise<Timeline | null> => (timelines ? timelines.read(viewerId, after, MEMBERS) : null);

const since = ({ header: { stamp } }: Timeline, { latest }: Circle): string[] => latest.filter(({ id }) => stamp === null || id > stamp).map(({ followee }) => followee);

const holdsAll = (timeline: Timeline, circle: Circle): boolean =>
  timeline.header.generation === circle.generation && circle.tags.size === 0 && circle.merged.length === 0 && since(timeline, circle).length === 0;

const withoutOwn = ({ entries, from }: SourceWindow, viewerId: string): SourceWindow => ({ entries: entries.filter(({ post }) => post.authorId !== viewerId), from });

function sourceOf({ header: { floor }, entries }: Timeline): SourceWindow & { readonly needsDeeper: boolean } {
  const within = floor === null ? entries : entries.filter(({ position }) => position >= floor);
  const exhausted = within.length < MEMBERS;
  const needsDeeper = exhausted && floor !== null && within.length <= PAGE;
  return { entries: within, from: needsDeeper ? null : exhausted ? floor : within.at(-1)!.position, needsDeeper };
}

async function windowBelow(stores: FloorStores, viewerId: string, circle: Circle, followees: readonly string[], timeline: Timeline | null, after: string | null): Promise<EntryWindow> {
  const read = async (people: readonly string[], below: string | null): Promise<SourceWindow> =>
    windowOf(await newestEntries(stores, { people, viewerId, tags: circle.tags, after: below, limit: PAGE + 1 }), PAGE);
  const sources: SourceWindow[] = [];
  if (timeline) {
    const { floor } = timeline.header;
    const source = sourceOf(timeline);
    const beside = [...new Set([...circle.merged, ...since(timeline, circle)])];
    sources.push(source);
    if (source.needsDeeper) sources.push(await read(followees, after !== null && after < floor! ? after : floor));
    if (beside.length + circle.tags.size > 0) sources.push(await read(beside, after));
  } else {
    sources.push(await read(followees, after));
  }
  return unite(sources.map((source) => withoutOwn(source, viewerId)), PAGE);
}

async function readItems(stores: FloorStores, viewerId: string, window: EntryWindow, after: string | null, hidden: readonly string[], followees?: readonly string[]): Promise<Found> {
  const { entries, rows, end } = await rowsOf(stores, viewerId, window, after, hidden);
  const { circle, people } = await readerWithPeople(stores, viewerId, [...rows.values()].flatMap(peopleIn));
  // Who is hidden is known only now: where that takes a comment and there are more, the rows are read again.
  if ([...rows.values()].some((row) => isShort(row, people))) {
    const absent = [...people.values()].filter(({ visible }) => !visible).map(({ id }) => id);
    return readItems(stores, viewerId, window, after, [...new Set([...hidden, ...circle.hidden, ...absent])], followees);
  }
  const items: Item[] = [];
  for (const entry of entries) {
    const row = rows.get(entry.post.id);
    const author = people.get(entry.post.authorId);
    if (!row || row.authorId !== entry.post.authorId || !author || circle.mutedPosts.has(row._id) || !maySee(author, viewerId, row.visibility)) continue;
    const reason = (await reasonOf(stores, viewerId, entry, row, author, circle, people, followees));
    if (reason) items.push({ position: entry.position, row, people, reason });
  }
  return { circle, items, end };
}

const peopleIn = (row: HomeRow): string[] => [row.authorId, ...row.comments.flatMap(({ authorId }) => authorId ?? []), ...(row.reposts ?? []).map(({ reposterId }) => reposterId)];
const isShown = ({ authorId }: CommentRow, people: Reader['people']): boolean => authorId === null || people.get(authorId)!.visible;
const isShort = ({ comments }: HomeRow, people: Reader['people']): boolean => comments.length > COMMENTS && comments.filter((comment) => isShown(comment, people)).length < COMMENTS;

/** A post comes at its own place by its author or a tag, else at its earliest repost that comes to the reader. */
async function reasonOf(stores: FloorStores, viewerId: string, { position, reposterId }: FeedEntry, row: HomeRow, author: HomePerson, circle: Circle, people: Reader['people'], followees?: readonly string[]): Promise<Item['reason'] | null> {
  if (author.mutes) return null;
  const tag = row.visibility === 'PUBLIC' ? row.tags?.find((each) => circle.tags.has(each)) : undefined;
  const own = author.id === viewerId ? 'OWN' : author.follows ? 'FOLLOW' : tag === undefined ? null : 'TAG';
  if (own || reposterId === null) return own && reposterId === null ? { kind: own, tag: own === 'TAG' ? tag! : null, repostedBy: [] } : null;
  const brings = (id: string): boolean => id === viewerId || (people.get(id)!.follows && people.get(id)!.visible && !people.get(id)!.mutes);
  const bringers = row.reposts!.filter((repost) => brings(repost.reposterId));
  const reason = (who: readonly HomePerson[]) => ({ kind: 'REPOST', tag: null, repostedBy: who });
  if (bringers[0]) return bringers[0].id === position ? reason(bringers.slice(0, 3).map((repost) => people.get(repost.reposterId)!)) : null;
  if (row.reposts!.length < EARLIEST) return null;
  const all = followees ?? (await wholeCircleOf(stores, viewerId)).followees;
  const [earliest] = await stores.db.collection<{ _id: string; reposterId: string }>('reposts').find({ postId: row._id, reposterId: { $in: [viewerId, ...all] } }, { hint: 'pair' }).sort({ _id: 1 }).limit(1).toArray();
  return earliest?._id === position ? reason([...(await readerWithPeople(stores, viewerId, [earliest.reposterId])).people.values()]) : null;
}

function show(found: readonly Item[], far: string | null, state: string): object {
  const items = found.slice(0, PAGE);
  const goesOn = found.length > PAGE ? items.at(-1)!.position : far;
  const end = goesOn ?? items.at(-1)?.position;
  return {
    homeFeed: {
      state,
      edges: items.map(({ position, row, people, reason }) => ({
        cursor: encodeCursor('posts', position),
        reason: { kind: reason.kind, tag: reason.tag, repostedBy: reason.repostedBy.map(({ username }) => ({ username })) },
        node: showNode(row, people),
      })),
      pageInfo: { hasNextPage: goesOn !== null, endCursor: end ? encodeCursor('posts', end) : null },
    },
  };
}

function showNode(row: HomeRow, people: Reader['people']): object {
  const author = people.get(row.authorId)!;
  return {
    ...showPost(row),
    repostCount: row.repostCount ?? 0,
    author: { id: encodeUserId(author.id), username: author.username, displayName: author.displayName, avatarUrl: author.avatarUrl, viewerIsFollowing: author.follows },
    comments: { edges: row.comments.filter((comment) => isShown(comment, people)).slice(0, COMMENTS).map((comment) => ({ node: showComment(row, comment, people) })) },
  };
}

const showComment = (row: HomeRow, comment: CommentRow, people: Reader['people']) => ({
  id: commentId(row, comment),
  text: comment.text,
  createdAt: comment.createdAt,
  reactionCount: sum(comment.reactionCounts),
  viewerReaction: comment.mine[0]?.kind ?? null,
  author: showAuthor(people.get(comment.authorId ?? '')),
});
