import type DataLoader from 'dataloader';
import { loaderOf } from '../../kernel/loader.js';
import { type LoaderFactories, LoaderKey } from '../../kernel/loaders.js';
import type { ReactionKind } from './reaction.kinds.js';
import { type ReactionPair, reactionPairKey, type ReactionStore } from './reaction.store.js';

/** What people have chosen; null for nothing. */
export const REACTIONS = new LoaderKey<DataLoader<ReactionPair, ReactionKind | null, string>>('reactions');

export function registerReactionLoaders(factories: LoaderFactories, store: ReactionStore): void {
  factories.register(REACTIONS, () => loaderOf((pairs) => store.kindsOf(pairs), reactionPairKey));
}
