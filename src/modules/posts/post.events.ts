import { authorTopic, type DomainEvent, newEvent, postTopic, tagTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';
import type { PostRow } from './post.entity.js';

type Posted = Pick<PostRow, '_id' | 'authorId' | 'visibility' | 'tags' | 'rev'>;

const about = (type: string, post: Posted, occurredAt: Date, actorId: UserId | null, tags = post.tags ?? []) => ({
  type,
  topics: [postTopic(post._id), authorTopic(post.authorId), ...(post.visibility === 'PUBLIC' ? tags.map(tagTopic) : [])],
  occurredAt,
  actorId,
  data: { postId: post._id, authorId: post.authorId, visibility: post.visibility, rev: post.rev },
});

export const postCreated = (post: PostRow): DomainEvent => newEvent(about('PostCreated', post, post.createdAt, post.authorId));

/** Narrows: the words that were taken back are for nobody any more. Whoever had it by a tag that it has lost hears of it, too. */
export const postEdited = (post: Posted, before: Posted, at: Date): DomainEvent =>
  newEvent({ ...about('PostEdited', post, at, post.authorId, [...new Set([...(post.tags ?? []), ...(before.tags ?? [])])]), narrows: true });

/** Says whose it was and whom it was for: nothing else is left to ask. */
export const postDeleted = (post: Posted, at: Date): DomainEvent =>
  newEvent({ ...about('PostDeleted', post, at, post.authorId), narrows: true });

/** Comments or reactions of a post were folded into its counters; the topic is the post's alone. */
export const postCountersChanged = (post: Posted, at: Date): DomainEvent =>
  newEvent({ ...about('PostCountersChanged', post, at, null), topics: [postTopic(post._id)] });
