import type { Commit } from '../../kernel/commit.js';
import { mintId } from '../../kernel/ids.js';
import { isDuplicateKey, type Mongo, type MongoTx } from '../mongo/mongo.js';
import { type CommitDeps, type KeptResult, StoreCommit } from './store-commit.js';

/** The commit point of what MongoDB owns. */
export function createMongoCommit(deps: CommitDeps & { readonly mongo: Mongo }): Commit<MongoTx> {
  const { mongo } = deps;
  const kept = mongo.collection<KeptResult & { _id: string }>('idempotency');
  return new StoreCommit<MongoTx>(
    {
      transaction: (work) => mongo.transaction(work),
      // Outside of any transaction, whose snapshot may be older than the winner; majority, so that it can't be undone.
      findKept: ({ viewerId, mutation, key }) => kept.findOne({ viewerId, mutation, key }, { readConcern: 'majority' }),
      // Two at once: the later one meets a write conflict at once, and the driver runs its transaction again.
      async keep(tx, result) {
        await kept.insertOne({ _id: mintId(), ...result }, { session: tx });
      },
      isKeptByAnother: (error) => isDuplicateKey(error) && 'mutation' in ((error as { keyPattern?: object }).keyPattern ?? {}),
    },
    deps,
  );
}
