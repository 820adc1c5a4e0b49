import type { Relation, Sight } from '../../../kernel/access.js';
import type { Id, UserId } from '../../../kernel/ids.js';
import type { PostVisibility } from '../../posts/index.js';
import type { FeedEntry } from './feed-entry.js';

/** Why a post is in somebody's home feed. */
export const FEED_REASONS = { FOLLOW: 'FOLLOW', OWN: 'OWN', TAG: 'TAG', REPOST: 'REPOST' } as const;
export type FeedReasonKind = keyof typeof FEED_REASONS;

export interface Reason {
  readonly kind: FeedReasonKind;
  /** The tag that the viewer follows; null for any other reason. */
  readonly tag: string | null;
}

/** What is known of a post that the viewer may see. */
export interface PostFacts {
  /** What stands between the viewer and its author. */
  readonly author: Relation;
  readonly visibility: PostVisibility;
  readonly tags: readonly string[];
  /** Its earliest reposts whose reposters bring it to the viewer, in order. */
  readonly reposts: readonly { readonly id: Id; readonly reposterId: UserId }[];
  /** Whether further reposts may count that are not among these. */
  readonly repostsGoOn: boolean;
}

/** Whether what somebody reposts comes to the viewer: their own, and of people whom they follow and want to meet. */
export const bringsReposts = (person: Sight): boolean =>
  person.isViewer || (person.viewerFollows && person.active && !person.blocked && !person.viewerMutes);

/** Why the viewer meets a post at its own place; null where they do not. */
export function reasonOfPost({ author, visibility, tags }: PostFacts, followedTags: ReadonlySet<string>): Reason | null {
  if (author.isViewer) return { kind: 'OWN', tag: null };
  if (author.viewerMutes) return null;
  if (author.viewerFollows) return { kind: 'FOLLOW', tag: null };
  const tag = visibility === 'PUBLIC' ? tags.find((each) => followedTags.has(each)) : undefined;
  return tag === undefined ? null : { kind: 'TAG', tag };
}

/**
 * THE rule of home feeds: a post stands at its own place where it comes by its author or a tag, else at its earliest repost
 * that comes to the viewer, and nowhere else. Null where this entry is not that place; 'unknown' where it takes a look at all
 * reposts to say.
 */
export function reasonOf(entry: FeedEntry, post: PostFacts, followedTags: ReadonlySet<string>): Reason | 'unknown' | null {
  const own = reasonOfPost(post, followedTags);
  if (entry.reposterId === null) return own;
  if (own || post.author.viewerMutes) return null;
  const [earliest] = post.reposts;
  if (earliest) return earliest.id === entry.position ? { kind: 'REPOST', tag: null } : null;
  return post.repostsGoOn ? 'unknown' : null;
}
