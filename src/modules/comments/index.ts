/** What people answer, in threads. */
export { createComments, type Comments, type CommentsDeps } from './comments.module.js';
export { PostEventsSubscription } from './post-events.subscription.js';
export { type CommentPart } from './comment.assembly.js';
export { type CommentReader } from './comment.reader.js';
export { CommentConnection, CommentEdge, CommentType } from './comment.type.js';
export { MAX_DEPTH, whyNotReact } from './comment.policy.js';
export { commentCounterOwners, commentDelta } from './comment.counters.js';
export { type CommentRow } from './comment.entity.js';
export { createCommentsCollection } from './migrations/2026-11-21-comments.js';
export { type CommentCounts, CommentImport, type CommentPlace, type CountedComment, type ImportedComment } from './comment.import.js';
