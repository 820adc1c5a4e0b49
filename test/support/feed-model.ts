/** What a small network knows of itself, and the plain definition of its members' home feeds: no store, no cursor, no cache. */
export interface ModelPost {
  readonly id: string;
  readonly author: number;
  readonly visibility: 'PUBLIC' | 'FOLLOWERS';
  /** Where it stands among all posts and reposts. */
  readonly at: number;
  tags: readonly string[];
  version: number;
  /** Who has reposted it, and when. */
  readonly reposts: Map<number, number>;
}

export interface ModelItem {
  readonly id: string;
  readonly kind: string;
  readonly tag: string | null;
  readonly repostedBy: readonly number[];
}

type Pairs = Set<string>;
export const pair = (one: number, other: number | string): string => `${one}>${other}`;

export class FeedModel {
  private clock = 0;
  readonly posts: ModelPost[] = [];
  readonly follows: Pairs = new Set();
  readonly blocks: Pairs = new Set();
  readonly mutes: Pairs = new Set();
  readonly mutedThreads: Pairs = new Set();
  readonly followedTags: Pairs = new Set();
  readonly privates = new Set<number>();

  tick(): number {
    return ++this.clock;
  }

  blocked(one: number, other: number): boolean {
    return this.blocks.has(pair(one, other)) || this.blocks.has(pair(other, one));
  }

  maySee(viewer: number, post: ModelPost): boolean {
    const { author } = post;
    if (viewer === author) return true;
    if (this.blocked(viewer, author)) return false;
    return this.follows.has(pair(viewer, author)) || (post.visibility === 'PUBLIC' && !this.privates.has(author));
  }

  /** The feed as docs/feeds.md defines it, newest first. */
  home(viewer: number): ModelItem[] {
    return this.posts
      .flatMap((post) => this.placeOf(viewer, post) ?? [])
      .sort((one, other) => other.at - one.at)
      .map(({ item }) => item);
  }

  private placeOf(viewer: number, post: ModelPost): { at: number; item: ModelItem } | null {
    const { id, author, at } = post;
    if (!this.maySee(viewer, post) || this.mutedThreads.has(pair(viewer, id)) || this.mutes.has(pair(viewer, author))) return null;
    const place = (where: number, kind: string, tag: string | null = null, repostedBy: number[] = []) => ({ at: where, item: { id, kind, tag, repostedBy } });
    if (author === viewer) return place(at, 'OWN');
    if (this.follows.has(pair(viewer, author))) return place(at, 'FOLLOW');
    const tag = post.visibility === 'PUBLIC' ? post.tags.find((each) => this.followedTags.has(pair(viewer, each))) : undefined;
    if (tag !== undefined) return place(at, 'TAG', tag);
    const bringers = [...post.reposts].filter(([who]) => this.brings(viewer, who)).sort(([, one], [, other]) => one - other);
    return bringers[0] ? place(bringers[0][1], 'REPOST', null, bringers.slice(0, 3).map(([who]) => who)) : null;
  }

  private brings(viewer: number, who: number): boolean {
    return who === viewer || (this.follows.has(pair(viewer, who)) && !this.mutes.has(pair(viewer, who)) && !this.blocked(viewer, who));
  }
}
