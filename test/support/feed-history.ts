import { expect } from '@jest/globals';
import { FeedModel, pair } from './feed-model.js';
import type { GraphqlAnswer } from './client.js';
import type { TestApp } from './app.js';
import type { Person } from './world.js';

/** One thing that happens: what, and to whom; whatever makes no sense at the time is left out. */
export interface Step {
  readonly what: (typeof STEPS)[number];
  readonly who: number;
  readonly whom: number;
  /** Chooses among posts and tags. */
  readonly which: number;
}

export const STEPS = [
  'post', 'post', 'post', 'postTagged', 'postNarrow', 'repost', 'repost', 'undo', 'follow', 'follow', 'unfollow', 'block', 'unblock', 'mute', 'unmute',
  'muteThread', 'unmuteThread', 'delete', 'retag', 'followTag', 'unfollowTag', 'privacy', 'evict', 'epoch', 'stale',
] as const;

/** Lets a history happen in the app, by the API, and in the model. */
export class FeedHistory {
  readonly model = new FeedModel();
  readonly log: string[] = [];
  /** Of this network alone: others in the same stores have their own. */
  private readonly tags = ['tea', 'rain'].map((tag) => `${tag}_${Math.random().toString(36).slice(2)}`);

  constructor(
    private readonly app: TestApp,
    readonly people: readonly Person[],
    private readonly lose: { evict(person: Person): Promise<void>; epoch(): void; stale(): Promise<void> },
  ) {}

  async take({ what, who, whom, which }: Step): Promise<void> {
    const { model } = this;
    const [me, other] = [who, whom];
    const post = model.posts.length > 0 ? model.posts[which % model.posts.length]! : null;
    const tag = this.tags[which % this.tags.length]!;
    const seen = post && model.maySee(me, post) ? post : null;
    const distinct = me !== other && !model.blocked(me, other);
    const follows = model.follows.has(pair(me, other));
    const done = (line: string) => void this.log.push(`${me} ${line}`);
    switch (what) {
      case 'post':
      case 'postTagged':
      case 'postNarrow':
        await this.publish(me, what === 'postNarrow' ? 'FOLLOWERS' : 'PUBLIC', what === 'postTagged' ? [tag] : []);
        return done(`${what} → p${model.posts.length - 1}`);
      case 'repost':
        if (!seen || seen.visibility !== 'PUBLIC' || model.privates.has(seen.author)) return;
        await this.mutate(me, 'repostPost', 'RepostPostInput', { postId: seen.id });
        if (!seen.reposts.has(me)) seen.reposts.set(me, model.tick());
        return done(`reposts p${model.posts.indexOf(seen)}`);
      case 'undo':
        if (!seen?.reposts.has(me)) return;
        await this.mutate(me, 'undoRepost', 'UndoRepostInput', { postId: seen.id });
        seen.reposts.delete(me);
        return done(`undoes repost of p${model.posts.indexOf(seen)}`);
      case 'follow':
        if (!distinct || follows || model.privates.has(other)) return;
        await this.mutate(me, 'followUser', 'FollowUserInput', { userId: this.people[other]!.id });
        model.follows.add(pair(me, other));
        return done(`follows ${other}`);
      case 'unfollow':
        if (!follows) return;
        await this.mutate(me, 'unfollowUser', 'UnfollowUserInput', { userId: this.people[other]!.id });
        model.follows.delete(pair(me, other));
        return done(`unfollows ${other}`);
      case 'block':
        if (!distinct) return;
        await this.mutate(me, 'blockUser', 'BlockUserInput', { userId: this.people[other]!.id });
        model.blocks.add(pair(me, other));
        for (const gone of [pair(me, other), pair(other, me)]) model.follows.delete(gone);
        return done(`blocks ${other}`);
      case 'unblock':
        if (!model.blocks.has(pair(me, other))) return;
        await this.mutate(me, 'unblockUser', 'UnblockUserInput', { userId: this.people[other]!.id });
        model.blocks.delete(pair(me, other));
        return done(`unblocks ${other}`);
      case 'mute':
      case 'unmute':
        if (!distinct) return;
        await this.mutate(me, `${what}User`, `${what === 'mute' ? 'Mute' : 'Unmute'}UserInput`, { userId: this.people[other]!.id });
        model.mutes[what === 'mute' ? 'add' : 'delete'](pair(me, other));
        return done(`${what}s ${other}`);
      case 'muteThread':
      case 'unmuteThread':
        if (!seen) return;
        await this.mutate(me, what, `${what === 'muteThread' ? 'Mute' : 'Unmute'}ThreadInput`, { postId: seen.id });
        model.mutedThreads[what === 'muteThread' ? 'add' : 'delete'](pair(me, seen.id));
        return done(`${what} p${model.posts.indexOf(seen)}`);
      case 'delete':
        if (post?.author !== me) return;
        await this.mutate(me, 'deletePost', 'DeletePostInput', { postId: post.id });
        model.posts.splice(model.posts.indexOf(post), 1);
        return done('deletes a post');
      case 'retag':
        if (post?.author !== me) return;
        await this.mutate(me, 'editPost', 'EditPostInput', { postId: post.id, text: `edited #${tag}`, expectedVersion: post.version++ });
        post.tags = [tag];
        return done(`tags p${model.posts.indexOf(post)} ${tag}`);
      case 'followTag':
        await this.inPostgres('INSERT INTO tag_follows (user_id, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING', [this.people[me]!.userId, tag]);
        model.followedTags.add(pair(me, tag));
        return done(`follows #${tag}`);
      case 'unfollowTag':
        await this.inPostgres('DELETE FROM tag_follows WHERE user_id = $1 AND tag = $2', [this.people[me]!.userId, tag]);
        model.followedTags.delete(pair(me, tag));
        return done(`unfollows #${tag}`);
      case 'privacy': {
        const isPrivate = !model.privates.has(me);
        await this.app.world.makePrivate(this.people[me]!, isPrivate);
        model.privates[isPrivate ? 'add' : 'delete'](me);
        return done(isPrivate ? 'becomes private' : 'becomes public');
      }
      case 'evict':
        await this.lose.evict(this.people[me]!);
        return done('loses their timeline');
      case 'epoch':
        this.lose.epoch();
        return done('epoch');
      case 'stale':
        await this.lose.stale();
        return done('generation');
    }
  }

  private async publish(me: number, visibility: 'PUBLIC' | 'FOLLOWERS', tags: readonly string[]): Promise<void> {
    const text = ['something', ...tags.map((tag) => `#${tag}`)].join(' ');
    const id = await this.app.world.post(this.people[me]!, text, visibility);
    this.model.posts.push({ id, author: me, visibility, tags, at: this.model.tick(), version: 1, reposts: new Map() });
  }

  private async mutate(who: number, mutation: string, inputType: string, input: object): Promise<void> {
    const { data, errors, body } = await this.people[who]!.client.query<Record<string, { userErrors: unknown[] } | null>>(
      `mutation($input: ${inputType}!) { ${mutation}(input: $input) { userErrors { code } } }`, { input },
    );
    if (errors.length > 0 || data?.[mutation]?.userErrors.length !== 0) throw new Error(`${mutation} failed: ${body}\n${this.log.join('\n')}`);
  }

  private async inPostgres(sql: string, values: unknown[]): Promise<void> {
    await this.app.plaza.stores.postgres.dataSource.query(sql, values);
  }

  /** That the feed of everybody is the one that the definition gives, through this app and by pages of this size. */
  async check(through: TestApp, size: number): Promise<void> {
    for (const [i, person] of this.people.entries()) {
      const found = await this.read(through, person, size);
      expect([...this.log, `feed of ${i} by ${size}:`, ...found]).toEqual([...this.log, `feed of ${i} by ${size}:`, ...this.model.home(i).map(({ repostedBy, ...item }) => this.line({ ...item, repostedBy: repostedBy.map((who) => this.people[who]!.username) }))]);
    }
  }

  private line({ id, kind, tag, repostedBy }: { id: string; kind: string; tag: string | null; repostedBy: readonly string[] }): string {
    return [`p${this.model.posts.findIndex((post) => post.id === id)}`, kind, ...(tag ? [tag] : []), ...repostedBy].join(' ');
  }

  private async read(through: TestApp, person: Person, first: number): Promise<string[]> {
    const items: string[] = [];
    const client = through.client(person.token);
    for (let after: string | null = null, pages = 0; ; pages++) {
      const answer: GraphqlAnswer<{ readonly homeFeed: Page }> = await client.query<{ homeFeed: Page }>(FEED, { first, after });
      if (!answer.data || pages > 200) throw new Error(`No page: ${answer.body}`);
      const page = answer.data.homeFeed;
      items.push(...page.edges.map(({ node, reason }) => this.line({ id: node.id, kind: reason.kind, tag: reason.tag, repostedBy: reason.repostedBy.map(({ username }) => username) })));
      if (!page.pageInfo.hasNextPage) return items;
      after = page.pageInfo.endCursor;
    }
  }
}

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string }; readonly reason: { readonly kind: string; readonly tag: string | null; readonly repostedBy: readonly { readonly username: string }[] } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const FEED = `query($first: Int!, $after: Cursor) { homeFeed(first: $first, after: $after) {
  edges { reason { kind tag repostedBy { username } } node { id } } pageInfo { hasNextPage endCursor } } }`;
