import { NO_SELECTION } from '../../../kernel/look-ahead.js';
import type { Loaders } from '../../../kernel/loaders.js';
import type { PageOf, PageRequest } from '../../../kernel/page.js';
import { readFiltered } from '../../../kernel/refill.js';
import type { SignedIn } from '../../../kernel/viewer.js';
import type { PostReader, PostType } from '../../posts/index.js';
import type { MutedThreadRow, ThreadMuteStore } from '../../relationships/index.js';

export interface MutedThread {
  readonly row: MutedThreadRow;
  readonly post: PostType;
}

/** A page of the threads that the viewer has muted, the latest first, without those that they no longer see. */
export const listMutedThreads =
  (posts: PostReader, threadMutes: ThreadMuteStore) =>
  (viewer: SignedIn, request: PageRequest, loaders: Loaders): Promise<PageOf<MutedThread>> =>
    readFiltered<MutedThreadRow, MutedThread>(request, {
      read: (part) => threadMutes.mutedBy(viewer.userId, part),
      async show(rows) {
        const refs = rows.map(({ postAuthorId, postId }) => ({ authorId: postAuthorId, id: postId }));
        const found = rows.length > 0 ? await posts.byRefs({ viewer, loaders, selection: NO_SELECTION }, refs) : [];
        return rows.map((row, i) => (found[i] ? { row, post: found[i] } : null));
      },
      positionOf: (row) => row.id,
    });
