import type { Id, PostId, PostRef, UserId } from '../../../kernel/ids.js';
import type { Loaders } from '../../../kernel/loaders.js';
import type { Selection } from '../../../kernel/look-ahead.js';
import type { SignedIn } from '../../../kernel/viewer.js';
import { placeOf, type PostListRead, type PostReader, type PostType, type RawPost, refOf } from '../../posts/index.js';
import { userById, type UserType } from '../../profiles/index.js';
import type { Reposter, RepostStore } from '../../reposts/index.js';
import { earliestReposts } from './earliest-reposts.js';
import type { EntryWindow } from './entry-window.js';
import { byPosition, type FeedEntry, postEntry } from './feed-entry.js';
import { type PostFacts, type Reason, reasonOf } from './home-rules.js';
import type { HomeSource } from './home-source.js';
import { type Bringers, RepostersPart } from './reposters.part.js';

export interface HomeItemsDeps {
  readonly posts: PostReader;
  readonly reposts: RepostStore;
}

/** A post at its place in the viewer's home feed. */
export interface HomeItem {
  readonly position: Id;
  readonly post: PostType;
  readonly reason: Reason;
  /** Whose repost it is that stands here; null for the post itself. */
  readonly bringer: UserId | null;
  /** Up to three people who brought it, the first of them first. */
  readonly repostedBy: readonly UserType[];
}

/** What is asked for below an edge. */
export interface HomeSelection {
  readonly node: Selection;
  readonly namesReposters: boolean;
}

export interface FoundItems {
  readonly items: readonly HomeItem[];
  /** Entries of which nothing became. */
  readonly dead: number;
  /** Where to read on; null at the end of the feed. */
  readonly end: Id | null;
}

/** Entries, and by `placeOf` the rows of their posts. */
interface EntriesWithRows extends EntryWindow {
  readonly rows: ReadonlyMap<string, RawPost>;
}

/** An entry with what is known of its post. */
interface Place {
  readonly entry: FeedEntry;
  readonly post: PostType;
  readonly bringers: Bringers;
  readonly facts: PostFacts;
  readonly reason: ReturnType<typeof reasonOf>;
}

type ListedRows = Parameters<PostListRead['rows']>[0];
type ListWithBringers = PostListRead & { readonly bringersOf: (post: PostType) => Bringers };

/** Makes items of entries: rows by one command, people by another, then the rules. */
export class HomeItems {
  constructor(
    private readonly deps: HomeItemsDeps,
    private readonly source: HomeSource,
    private readonly viewer: SignedIn,
    private readonly selection: HomeSelection,
    private readonly loaders: Loaders,
  ) {}

  async read(after: Id | null, limit: number): Promise<FoundItems> {
    const window = await this.source.read(after, limit);
    const list = this.list();
    const { entries, rows, end } = await this.rowsOf(window, list.rows, after, limit);
    const items = await this.itemsOf(entries, rows, list);
    const there = items.filter((item) => item !== null);
    return { items: there, dead: entries.length - there.length, end };
  }

  /** What becomes of these entries by now, in their order; null where nothing does any more. */
  async ofEntries(entries: readonly FeedEntry[]): Promise<readonly (HomeItem | null)[]> {
    await this.source.knowCircle();
    const list = this.list();
    const raws = await list.rows({ ...this.wantedBy(entries), own: null });
    return this.itemsOf(entries, new Map(raws.map((raw) => [placeOf(refOf(raw)), raw])), list);
  }

  private list(): ListWithBringers {
    const { viewer, loaders, selection } = this;
    const part = new RepostersPart(selection.namesReposters);
    const list = this.deps.posts.ofList({ viewer, loaders, selection: selection.node, hiddenIds: this.source.circle.hiddenIds }, [part]);
    return { ...list, bringersOf: (post) => part.of(post) };
  }

  private async itemsOf(entries: readonly FeedEntry[], rows: ReadonlyMap<string, RawPost>, list: ListWithBringers): Promise<(HomeItem | null)[]> {
    const { mutedPostIds, tags } = this.source.circle;
    const posts = new Map<string, PostType>();
    const wanted = [...rows.values()].filter((raw) => !mutedPostIds.has(raw._id));
    for (const post of await list.show(wanted)) if (post) posts.set(placeOf(post.ref), post);
    const followed = new Set(tags);
    const places = entries.map((entry): Place | null => {
      const post = posts.get(placeOf(entry.post));
      if (!post) return null;
      const bringers = list.bringersOf(post);
      const facts: PostFacts = { author: post.relation, visibility: post.visibility, tags: tagsOf(rows.get(placeOf(entry.post))!), reposts: bringers.reposts, repostsGoOn: bringers.lookedUpTo !== null };
      return { entry, post, bringers, facts, reason: reasonOf(entry, facts, followed) };
    });
    const earliest = await this.earliestOf(places);
    return Promise.all(places.map(async (place) => place && this.itemAt(place, earliest, followed)));
  }

  /** The earliest repost that comes to the viewer, of each post of which the first few reposts do not tell. */
  private async earliestOf(places: readonly (Place | null)[]): Promise<ReadonlyMap<PostId, Reposter>> {
    const behind = new Map<PostId, Id>();
    for (const place of places) if (place?.reason === 'unknown') behind.set(place.post.ref.id, place.bringers.lookedUpTo!);
    return earliestReposts(this.deps.reposts, this.source, this.viewer.userId, behind);
  }

  /** Posts of reposts apart: of those it is asked who reposted them. */
  private wantedBy(entries: readonly FeedEntry[]): Pick<ListedRows, 'refs' | 'others'> {
    const reposted = new Map<string, PostRef>();
    for (const { post, reposterId } of entries) if (reposterId !== null) reposted.set(placeOf(post), post);
    const refs = entries.flatMap(({ post }) => (reposted.has(placeOf(post)) ? [] : post));
    return { refs, others: { refs: [...reposted.values()], stages: RepostersPart.stages(this.deps.reposts) } };
  }

  /** The rows of all entries and the viewer's own posts between them, which are there as soon as they are written. */
  private async rowsOf({ entries, end }: EntryWindow, read: PostListRead['rows'], after: Id | null, limit: number): Promise<EntriesWithRows> {
    const raws = await read({ ...this.wantedBy(entries), own: { authorId: this.viewer.userId, after, from: end, limit: limit + 1 } });
    const rows = new Map(raws.map((raw) => [placeOf(refOf(raw)), raw]));
    const own = raws.filter((raw) => raw.authorId === this.viewer.userId).map((raw) => postEntry(refOf(raw))).sort(byPosition);
    if (own.length === 0) return { entries, rows, end };
    // More own posts than were asked for: below the last of them it is not known what lies between.
    const cut = own.length > limit ? own[limit - 1]!.position : null;
    const all = [...entries, ...own.slice(0, limit)].sort(byPosition);
    return cut === null ? { entries: all, rows, end } : { entries: all.filter(({ position }) => position >= cut), rows, end: cut };
  }

  private async itemAt({ entry, post, bringers, facts, reason }: Place, earliest: ReadonlyMap<PostId, Reposter>, followed: ReadonlySet<string>): Promise<HomeItem | null> {
    const item = (certain: Reason, repostedBy: readonly UserType[]): HomeItem => ({ position: entry.position, post, reason: certain, bringer: entry.reposterId, repostedBy });
    if (reason !== 'unknown') return reason && item(reason, reason.kind === 'REPOST' ? bringers.named : []);
    const first = earliest.get(post.ref.id);
    const certain = reasonOf(entry, { ...facts, reposts: first ? [first] : [], repostsGoOn: false }, followed);
    if (!certain || certain === 'unknown') return null;
    const who = this.selection.namesReposters ? await userById(this.viewer, first!.reposterId, this.loaders) : null;
    return item(certain, who ? [who] : []);
  }
}

const tagsOf = (raw: RawPost): readonly string[] => (raw['tags'] as string[] | undefined) ?? [];
