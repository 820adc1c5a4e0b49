import { USER_ACCESS, type Relation, type ViewerPair } from '../../kernel/access.js';
import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { DeletionStep } from '../../kernel/deletion.js';
import type { UserId } from '../../kernel/ids.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import type { Profiles } from '../profiles/index.js';
import { blockUser } from './block-user.js';
import { EdgeStore } from './edge.store.js';
import { followUser } from './follow-user.js';
import { readFollowLists } from './follow-lists.js';
import { forgetRelationships } from './forget-relationships.js';
import { type FeedPeople, RelationStore } from './relation.store.js';
import { makeUserAccess } from './relationship.loaders.js';
import { RelationshipResolver } from './relationship.resolver.js';
import { unblockUser } from './unblock-user.js';
import { unfollowUser } from './unfollow-user.js';
import { UserRelationshipsResolver } from './user-relationships.resolver.js';

export interface RelationshipsDeps {
  readonly postgres: Postgres;
  readonly commit: Commit<PgTx>;
  readonly announcer: Announcer<PgTx>;
  readonly clock: Clock;
  readonly profiles: Pick<Profiles, 'fillPeopleSource'>;
}

export interface Relationships {
  readonly resolvers: object[];
  readonly deletionSteps: readonly DeletionStep[];
  registerLoaders(factories: LoaderFactories): void;
  /** Whom a home feed is made of and who is hidden from its reader, in one statement. */
  followeesOf(userId: UserId): Promise<FeedPeople>;
  /** Relations of many viewers to many people in one statement; keyed by `pairKey`. */
  relations(pairs: readonly ViewerPair[]): Promise<ReadonlyMap<string, Relation>>;
}

export function createRelationships(deps: RelationshipsDeps): Relationships {
  const relations = new RelationStore(deps.postgres);
  const edges = new EdgeStore(deps.postgres);
  const action = { edges, relations, commit: deps.commit, announcer: deps.announcer, clock: deps.clock };
  deps.profiles.fillPeopleSource(relations);

  return {
    resolvers: [
      new RelationshipResolver({
        followUser: followUser(action),
        unfollowUser: unfollowUser(action),
        blockUser: blockUser(action),
        unblockUser: unblockUser(action),
      }),
      new UserRelationshipsResolver(readFollowLists(edges)),
    ],
    deletionSteps: [forgetRelationships(edges, deps.commit, deps.announcer)],
    registerLoaders: (factories) => void factories.register(USER_ACCESS, () => makeUserAccess(relations)),
    followeesOf: (userId) => relations.feedPeople(userId),
    relations: (pairs) => relations.relations(pairs),
  };
}
