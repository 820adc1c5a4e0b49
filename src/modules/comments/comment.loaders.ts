import DataLoader from 'dataloader';
import type { CommentRef } from '../../kernel/ids.js';
import { loaderOf } from '../../kernel/loader.js';
import { type LoaderFactories, LoaderKey } from '../../kernel/loaders.js';
import type { CommentBodies } from './comment.bodies.js';
import { type CommentRow, placeOf, type RawComment } from './comment.entity.js';
import { type CommentStore, type ThreadPage, threadPageKey } from './comment.store.js';

/** Whole rows, the same for every viewer. */
export const COMMENT_ROWS = new LoaderKey<DataLoader<CommentRef, CommentRow | null, string>>('comments');

/** Pages of threads, the same for every viewer. */
export const THREAD_PAGES = new LoaderKey<DataLoader<ThreadPage, readonly RawComment[], string>>('threads');

export function registerCommentLoaders(factories: LoaderFactories, store: CommentStore, bodies: CommentBodies): void {
  factories
    .register(COMMENT_ROWS, () =>
      loaderOf<CommentRef, CommentRow, string>(async (refs) => bodies.completeAll(await store.byRefs(refs, [])), placeOf),
    )
    .register(
      THREAD_PAGES,
      () =>
        new DataLoader<ThreadPage, readonly RawComment[], string>((pages) => readThreadPages(store, bodies, pages), { cacheKeyFn: threadPageKey }),
    );
}

/** Whole rows: completed here, for all pages at once, rather than by each page for itself. */
async function readThreadPages(store: CommentStore, bodies: CommentBodies, pages: readonly ThreadPage[]): Promise<RawComment[][]> {
  const found = await store.pages(pages);
  const rows = await bodies.complete([...found.values()].flat());
  return pages.map((page) => (found.get(threadPageKey(page)) ?? []).map((raw) => (rows.get(raw) as RawComment | undefined) ?? raw));
}
