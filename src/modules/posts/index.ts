/** What people publish. */
export { createPosts, type Posts, type PostsDeps } from './posts.module.js';
export { type PlannedPostPart, type PostPart, type PostQuestion } from './post.assembly.js';
export { type PostListRead, type PostReader } from './post.reader.js';
export { between, chunksOf, pagesByChunk } from './author-chunks.js';
export { placeOf, type RawPost, refOf } from './post.entity.js';
export { PostConnection, PostEdge, PostType } from './post.type.js';
export { PostCountersChanged, PostEdited, PostRemoved } from './post-event.type.js';
export { positionOfPost, toPostConnection } from './post.view.js';
export { maySeePost, PostVisibility, whyNotOwn, whyNotTakePart } from './post.policy.js';
export { postCounterOwners, postDelta } from './post.counters.js';
export { textProblems, toText } from './post.rules.js';
export { type Facet, type FindByUsername, readFacets } from './read-facets.js';
export { FacetType, toFacetType } from './facet.type.js';
export { gatherPeople } from './people.js';
export { type PostRow } from './post.entity.js';
export { createPostsCollection } from './migrations/2026-11-21-posts.js';
export { addTagsToPosts } from './migrations/2026-11-21-tags-of-posts.js';
export { type ImportedPost, type PostCounts, PostImport } from './post.import.js';
