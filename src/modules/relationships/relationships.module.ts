import { USER_ACCESS } from '../../kernel/access.js';
import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import type { DeletionStep } from '../../kernel/deletion.js';
import type { LoaderFactories } from '../../kernel/loaders.js';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import type { Profiles } from '../profiles/index.js';
import { acceptFollowRequest, rejectFollowRequest } from './answer-follow-request.js';
import { blockUser } from './block-user.js';
import { BlockStore } from './block.store.js';
import { CrowdStore } from './crowd.store.js';
import { FollowListStore } from './follow-list.store.js';
import { FollowRequestResolver } from './follow-request.resolver.js';
import { FollowRequestStore } from './follow-request.store.js';
import { followTag, unfollowTag } from './follow-tag.js';
import { followUser } from './follow-user.js';
import { FollowStore } from './follow.store.js';
import { muteUser, unmuteUser } from './mute-user.js';
import { MuteResolver } from './mute.resolver.js';
import { MuteStore } from './mute.store.js';
import { TagFollowResolver } from './tag-follow.resolver.js';
import { TagFollowStore } from './tag-follow.store.js';
import { ThreadMuteStore } from './thread-mute.store.js';
import { RelationStore } from './relation.store.js';
import { relationshipDeletionSteps } from './relationship-deletion.js';
import { ASKED, FOLLOW_LIST, LoadedUserAccess, makeAskedLoader, makeFollowListLoader } from './relationship.loaders.js';
import { RelationshipResolver } from './relationship.resolver.js';
import { removeFollower } from './remove-follower.js';
import { unblockUser } from './unblock-user.js';
import { unfollowUser } from './unfollow-user.js';
import { UserRelationshipsResolver } from './user-relationships.resolver.js';

export interface RelationshipsDeps {
  readonly profiles: Profiles;
  readonly postgres: Postgres;
  readonly commit: Commit<PgTx>;
  readonly announcer: Announcer<PgTx>;
  readonly clock: Clock;
}

export interface Relationships {
  readonly resolvers: object[];
  registerLoaders(factories: LoaderFactories): void;
  /** Threads that people have muted: kept here with all else that they want of others, used by those who know threads. */
  readonly threadMutes: ThreadMuteStore;
  /** Who follows which tags. */
  readonly tagFollows: TagFollowStore;
  /** Removes up to `batch` mutes of each kind that have ended; gives how many. A worker calls it now and then. */
  purgeMutes(batch?: number): Promise<number>;
  readonly deletionSteps: readonly DeletionStep[];
}

/** Fills two ports on the way: how `profiles` reads people, and `UserAccess` for everyone. */
export function createRelationships(deps: RelationshipsDeps): Relationships {
  const relations = new RelationStore(deps.postgres);
  const crowds = new CrowdStore(deps.postgres);
  const follows = new FollowStore();
  const lists = new FollowListStore(deps.postgres);
  const requests = new FollowRequestStore(deps.postgres);
  const mutes = new MuteStore(deps.postgres);
  const threadMutes = new ThreadMuteStore(deps.postgres);
  const tagFollows = new TagFollowStore(deps.postgres);
  const parts = { ...deps, relations, follows, requests, blocks: new BlockStore(), mutes, threadMutes, tagFollows };
  deps.profiles.fillPeopleSource(relations);

  return {
    resolvers: [
      new RelationshipResolver({
        followUser: followUser(parts),
        unfollowUser: unfollowUser(parts),
        blockUser: blockUser(parts),
        unblockUser: unblockUser(parts),
      }),
      new FollowRequestResolver({
        acceptFollowRequest: acceptFollowRequest(parts),
        rejectFollowRequest: rejectFollowRequest(parts),
        removeFollower: removeFollower(parts),
        received: (userId, request) => requests.received(userId, request),
        sent: (userId, request) => requests.sent(userId, request),
      }),
      new MuteResolver({ muteUser: muteUser(parts), unmuteUser: unmuteUser(parts), mutedBy: (userId, request) => mutes.mutedBy(userId, request) }),
      new TagFollowResolver({ followTag: followTag(parts), unfollowTag: unfollowTag(parts), tagsOf: (userId) => tagFollows.tagsOf(userId) }),
      new UserRelationshipsResolver(),
    ],
    registerLoaders: (factories) => {
      factories.register(USER_ACCESS, () => new LoadedUserAccess(relations, crowds));
      factories.register(ASKED, () => makeAskedLoader(requests));
      factories.register(FOLLOW_LIST, () => makeFollowListLoader(lists));
    },
    threadMutes,
    tagFollows,
    purgeMutes: async (batch = 1_000) => (await mutes.purge(batch)) + (await threadMutes.purge(batch)),
    deletionSteps: relationshipDeletionSteps(parts),
  };
}
