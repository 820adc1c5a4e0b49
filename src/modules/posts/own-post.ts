import { USER_ACCESS } from '../../kernel/access.js';
import { forbidden, notFound } from '../../kernel/errors.js';
import type { PostRef } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { SignedIn } from '../../kernel/viewer.js';
import { placeOf, type PostRow } from './post.entity.js';
import { maySeePost, whyNotOwn } from './post.policy.js';
import type { PostStore } from './post.store.js';

/** The viewer's own post as it is now; NOT_FOUND where they may not see it, FORBIDDEN where it is somebody else's. */
export async function ownPost(store: PostStore, viewer: SignedIn, ref: PostRef, loaders: Loaders): Promise<PostRow> {
  const [found, relation] = await Promise.all([store.wholeByRefs([ref]), loaders.get(USER_ACCESS).relation(viewer, ref.authorId)]);
  const post = found.get(placeOf(ref));
  if (!post || !maySeePost(relation, post.visibility)) throw notFound();
  const reason = whyNotOwn(viewer, post.authorId);
  if (reason) throw forbidden(reason, 'Only its author may change a post.');
  return post;
}
