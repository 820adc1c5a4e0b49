import { authorTopic, type DomainEvent, newEvent, postTopic, tagTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';
import type { PostRow } from './post.entity.js';

type Posted = Pick<PostRow, '_id' | 'authorId' | 'visibility' | 'tags' | 'rev'>;

const publicTags = ({ visibility, tags = [] }: Posted): readonly string[] => (visibility === 'PUBLIC' ? tags : []);

const about = (type: string, post: Posted, occurredAt: Date, actorId: UserId | null) => ({
  type,
  topics: [postTopic(post._id), authorTopic(post.authorId), ...publicTags(post).map(tagTopic)],
  occurredAt,
  actorId,
  data: { postId: post._id, authorId: post.authorId, visibility: post.visibility, rev: post.rev },
});

export const postCreated = (post: PostRow): DomainEvent => newEvent(about('PostCreated', post, post.createdAt, post.authorId));

/** Narrows: the words that were taken back are for nobody any more. */
export const postEdited = (post: Posted, at: Date): DomainEvent =>
  newEvent({ ...about('PostEdited', post, at, post.authorId), narrows: true });

/** Beside the edit, for those who had the post by a tag that it has lost; nothing where it has lost none. */
export function postUntagged(post: Posted, before: Posted, at: Date): DomainEvent[] {
  const lost = publicTags(before).filter((tag) => !publicTags(post).includes(tag));
  return lost.length === 0 ? [] : [newEvent({ ...about('PostUntagged', post, at, post.authorId), topics: lost.map(tagTopic) })];
}

/** Says whose it was and whom it was for: nothing else is left to ask. */
export const postDeleted = (post: Posted, at: Date): DomainEvent =>
  newEvent({ ...about('PostDeleted', post, at, post.authorId), narrows: true });

/** Comments or reactions of a post were folded into its counters; the topic is the post's alone. */
export const postCountersChanged = (post: Posted, at: Date): DomainEvent =>
  newEvent({ ...about('PostCountersChanged', post, at, null), topics: [postTopic(post._id)] });
