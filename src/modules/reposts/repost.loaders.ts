import DataLoader from 'dataloader';
import { loaderOf } from '../../kernel/loader.js';
import { type LoaderFactories, LoaderKey } from '../../kernel/loaders.js';
import { type RepostPair, repostPairKey } from './repost.entity.js';
import { type Reposter, type RepostersPage, repostersPageKey, type RepostStore } from './repost.store.js';

/** Whether people have reposted posts; null for no. */
export const REPOSTED = new LoaderKey<DataLoader<RepostPair, true | null, string>>('reposted');
/** Pages of those who have reposted posts, the latest first. */
export const REPOSTERS = new LoaderKey<DataLoader<RepostersPage, readonly Reposter[], string>>('reposters');

export function registerRepostLoaders(factories: LoaderFactories, store: RepostStore): void {
  factories
    .register(REPOSTED, () => loaderOf(async (pairs) => new Map([...(await store.existing(pairs))].map((key) => [key, true as const])), repostPairKey))
    .register(REPOSTERS, () =>
      new DataLoader<RepostersPage, readonly Reposter[], string>(
        async (pages) => {
          const found = await store.pages(pages);
          return pages.map((page) => found.get(repostersPageKey(page)) ?? []);
        },
        { cacheKeyFn: repostersPageKey },
      ),
    );
}
