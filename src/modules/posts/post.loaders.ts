import DataLoader from 'dataloader';
import type { PostRef, UserId } from '../../kernel/ids.js';
import { loaderOf } from '../../kernel/loader.js';
import { type LoaderFactories, LoaderKey } from '../../kernel/loaders.js';
import type { PostBodies } from './post.bodies.js';
import { placeOf, type PostRow, type RawPost, refOf } from './post.entity.js';
import { type AuthorPage, authorPageKey, type PostStore } from './post.store.js';

/** Whole rows, the same for every viewer. */
export const POST_ROWS = new LoaderKey<DataLoader<PostRef, PostRow | null, string>>('posts');

export interface AuthorPageQuestion {
  readonly page: AuthorPage;
  readonly stages: readonly object[];
}

export interface AuthorPageAnswer {
  readonly raws: readonly RawPost[];
  /** Whether the stages were part of the command. */
  readonly withParts: boolean;
}

/** Pages of people's posts. Nothing is remembered: two fields may ask for the same page with other stages. */
export const AUTHOR_PAGES = new LoaderKey<DataLoader<AuthorPageQuestion, AuthorPageAnswer>>('posts of authors');

/** How many public posts people have; null for none. */
export const POST_COUNTS = new LoaderKey<DataLoader<UserId, number | null>>('post counts');

export function registerPostLoaders(factories: LoaderFactories, store: PostStore, bodies: PostBodies): void {
  factories
    .register(POST_ROWS, () =>
      loaderOf<PostRef, PostRow, string>(async (refs) => bodies.complete([...(await store.byRefs(refs, [])).values()]), placeOf),
    )
    .register(AUTHOR_PAGES, () => new DataLoader<AuthorPageQuestion, AuthorPageAnswer>((questions) => readAuthorPages(store, bodies, questions), { cache: false }))
    .register(POST_COUNTS, () => loaderOf((authorIds) => store.countsOf(authorIds)));
}

async function readAuthorPages(store: PostStore, bodies: PostBodies, questions: readonly AuthorPageQuestion[]): Promise<AuthorPageAnswer[]> {
  const [only] = questions;
  if (only && questions.length === 1) return [{ raws: await store.ofAuthor(only.page, only.stages), withParts: true }];
  const found = await store.ofEach(questions.map(({ page }) => page));
  // Completed here, for all pages at once, rather than by each page for itself.
  const rows = await bodies.complete([...found.values()].flat());
  return questions.map(({ page }) => ({
    raws: (found.get(authorPageKey(page)) ?? []).map((raw) => (rows.get(placeOf(refOf(raw))) as RawPost | undefined) ?? raw),
    withParts: false,
  }));
}
