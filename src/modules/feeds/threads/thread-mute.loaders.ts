import DataLoader from 'dataloader';
import { LoaderKey } from '../../../kernel/loaders.js';
import { type ThreadMuteStore, type ThreadPair, threadPairKey } from '../../relationships/index.js';

/** Whether people have muted threads; asked for all pairs of a tick at once. */
export type ThreadMuteLoader = DataLoader<ThreadPair, boolean, string>;
export const THREAD_MUTES = new LoaderKey<ThreadMuteLoader>('thread mutes');

export const makeThreadMuteLoader = (store: ThreadMuteStore): ThreadMuteLoader =>
  new DataLoader<ThreadPair, boolean, string>(
    async (pairs) => {
      const holding = await store.holding(pairs);
      return pairs.map((pair) => holding.has(threadPairKey(pair)));
    },
    { cacheKeyFn: threadPairKey },
  );
