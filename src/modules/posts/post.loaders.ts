import type DataLoader from 'dataloader';
import type { PostRef } from '../../kernel/ids.js';
import { loaderOf } from '../../kernel/loader.js';
import { type LoaderFactories, LoaderKey } from '../../kernel/loaders.js';
import { AUTHOR_READS, authorReads } from './author-reads.js';
import type { PostBodies } from './post.bodies.js';
import { placeOf, type PostRow } from './post.entity.js';
import type { PostStore } from './post.store.js';

/** Whole rows, the same for every viewer. */
export const POST_ROWS = new LoaderKey<DataLoader<PostRef, PostRow | null, string>>('posts');

export function registerPostLoaders(factories: LoaderFactories, store: PostStore, bodies: PostBodies): void {
  factories
    .register(POST_ROWS, () =>
      loaderOf<PostRef, PostRow, string>(async (refs) => bodies.completeAll(await store.byRefs(refs, [])), placeOf),
    )
    .register(AUTHOR_READS, authorReads(store, bodies));
}
