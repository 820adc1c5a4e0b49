/** What one person is and does, as far as others can tell. */
export interface PersonModel {
  isPrivate: boolean;
  readonly follows: Set<number>;
  /** Whom they have asked whether they may follow. */
  readonly asks: Set<number>;
  readonly blocks: Set<number>;
}

export interface PostModel {
  readonly author: number;
  text: string;
  version: number;
  readonly isPublic: boolean;
  isDeleted: boolean;
  readonly likes: Set<number>;
  readonly reposts: Set<number>;
  readonly comments: { readonly author: number; readonly text: string }[];
}

/** What comes of a deed: the code of an error or of a refusal, or null where it is done. */
export type Outcome = string | null;

/**
 * A small network in memory, by the plain rules: who sees what, and what comes of which deed. People and posts are
 * numbers, in the order in which they came.
 */
export class Model {
  readonly people: PersonModel[] = [];
  readonly posts: PostModel[] = [];
  isRedisAway = false;
  restarts = 0;

  isHidden(viewer: number, other: number): boolean {
    return this.people[viewer]!.blocks.has(other) || this.people[other]!.blocks.has(viewer);
  }

  /** Null is whoever is not signed in. */
  sees(viewer: number | null, post: PostModel): boolean {
    if (post.isDeleted) return false;
    const isOpen = post.isPublic && !this.people[post.author]!.isPrivate;
    if (viewer === null) return isOpen;
    if (viewer === post.author) return true;
    return !this.isHidden(viewer, post.author) && (isOpen || this.people[viewer]!.follows.has(post.author));
  }

  commentsFor(viewer: number, post: PostModel): string[] {
    return post.comments.filter(({ author }) => author === viewer || !this.isHidden(viewer, author)).map(({ text }) => text);
  }

  join(): Outcome {
    this.people.push({ isPrivate: false, follows: new Set(), asks: new Set(), blocks: new Set() });
    return null;
  }

  follow(who: number, whom: number): Outcome {
    const [me, other] = [this.people[who]!, this.people[whom]!];
    if (me.blocks.has(whom)) return 'BLOCKED';
    if (other.blocks.has(who)) return 'NOT_FOUND';
    if (me.follows.has(whom)) return null;
    if (other.isPrivate) me.asks.add(whom);
    else {
      me.asks.delete(whom);
      me.follows.add(whom);
    }
    return null;
  }

  unfollow(who: number, whom: number): Outcome {
    if (this.isAbsent(who, whom)) return 'NOT_FOUND';
    this.people[who]!.follows.delete(whom);
    this.people[who]!.asks.delete(whom);
    return null;
  }

  accept(who: number, whom: number): Outcome {
    this.people[whom]!.asks.delete(who);
    this.people[whom]!.follows.add(who);
    return null;
  }

  block(who: number, whom: number): Outcome {
    if (this.isAbsent(who, whom)) return 'NOT_FOUND';
    for (const [one, other] of [[who, whom], [whom, who]] as const) {
      this.people[one]!.follows.delete(other);
      this.people[one]!.asks.delete(other);
    }
    this.people[who]!.blocks.add(whom);
    return null;
  }

  unblock(who: number, whom: number): Outcome {
    if (this.isAbsent(who, whom)) return 'NOT_FOUND';
    this.people[who]!.blocks.delete(whom);
    return null;
  }

  edit(who: number, post: PostModel, text: string, isStale: boolean): Outcome {
    const refusal = this.whyNotOwn(who, post) ?? (isStale ? 'CONFLICT' : null);
    if (refusal === null) {
      post.text = text;
      post.version++;
    }
    return refusal;
  }

  remove(who: number, post: PostModel): Outcome {
    const refusal = this.whyNotOwn(who, post);
    if (refusal === null) post.isDeleted = true;
    return refusal;
  }

  comment(who: number, post: PostModel, text: string): Outcome {
    if (!this.sees(who, post)) return 'NOT_FOUND';
    post.comments.push({ author: who, text });
    return null;
  }

  like(who: number, post: PostModel, isLiked: boolean): Outcome {
    if (!this.sees(who, post)) return 'NOT_FOUND';
    if (isLiked) post.likes.add(who);
    else post.likes.delete(who);
    return null;
  }

  repost(who: number, post: PostModel): Outcome {
    if (!this.sees(who, post)) return 'NOT_FOUND';
    if (!post.isPublic || this.people[post.author]!.isPrivate) return 'FORBIDDEN';
    post.reposts.add(who);
    return null;
  }

  undoRepost(who: number, post: PostModel): Outcome {
    if (!this.sees(who, post)) return 'NOT_FOUND';
    post.reposts.delete(who);
    return null;
  }

  /** Blocked by the other, and not knowing of it. */
  private isAbsent(who: number, whom: number): boolean {
    return this.people[whom]!.blocks.has(who) && !this.people[who]!.blocks.has(whom);
  }

  private whyNotOwn(who: number, post: PostModel): Outcome {
    if (!this.sees(who, post)) return 'NOT_FOUND';
    return who === post.author ? null : 'FORBIDDEN';
  }
}
