import type { Commit } from '../../kernel/commit.js';
import { done, type Outcome, refuse, refused } from '../../kernel/outcome.js';
import { MAX_TAG_LENGTH, tagKey } from '../../kernel/tag.js';
import type { SignedIn } from '../../kernel/viewer.js';
import type { TagFollowStore } from './tag-follow.store.js';
import type { Tx } from './relation.store.js';

export interface TagFollowDeps {
  readonly tagFollows: TagFollowStore;
  readonly commit: Commit<Tx>;
}

export interface TagInput {
  readonly tag: string;
  readonly idempotencyKey?: string | null;
}

export type TagAction = (viewer: SignedIn, input: TagInput) => Promise<Outcome<{ readonly tag: string }>>;

/** Tags that one person can follow: all of them are part of every page of their home feed. */
export const MAX_FOLLOWED_TAGS = 100;

/** The viewer meets the public posts with a tag in their home feed. Once more changes nothing. */
export const followTag = ({ tagFollows, commit }: TagFollowDeps): TagAction =>
  aboutTag((viewer, tag, input) =>
    commit.once({ viewer, mutation: 'followTag', input }, async (tx) => {
      await tagFollows.lock(tx, viewer.userId);
      if ((await tagFollows.countOthers(tx, viewer.userId, tag)) >= MAX_FOLLOWED_TAGS) {
        return refused([refuse('TOO_MANY', 'tag', `At most ${MAX_FOLLOWED_TAGS} tags can be followed.`)]);
      }
      await tagFollows.put(tx, viewer.userId, tag);
      return done({ tag });
    }),
  );

/** The viewer does not meet them any more. What they do not follow they may unfollow without effect. */
export const unfollowTag = ({ tagFollows, commit }: TagFollowDeps): TagAction =>
  aboutTag((viewer, tag, input) =>
    commit.once({ viewer, mutation: 'unfollowTag', input }, async (tx) => {
      await tagFollows.remove(tx, viewer.userId, tag);
      return done({ tag });
    }),
  );

/** Reads the tag in whatever spelling it comes. */
const aboutTag =
  (act: (viewer: SignedIn, tag: string, input: TagInput) => ReturnType<TagAction>): TagAction =>
  async (viewer, input) => {
    const tag = tagKey(input.tag);
    if (tag === null) return refused([refuse('INVALID', 'tag', `A tag has letters, digits and underscores, at most ${MAX_TAG_LENGTH}.`)]);
    return act(viewer, tag, input);
  };
