import { type DomainEvent, newEvent, userTopic } from '../../kernel/event.js';
import type { UserId } from '../../kernel/ids.js';

interface Follow {
  readonly followerId: UserId;
  readonly followeeId: UserId;
  readonly occurredAt: Date;
}

interface Block {
  readonly blockerId: UserId;
  readonly blockedId: UserId;
  readonly occurredAt: Date;
}

interface FollowRequest {
  readonly requesterId: UserId;
  readonly targetId: UserId;
  readonly occurredAt: Date;
}

export const userFollowed = (follow: Follow): DomainEvent => ofFollow('UserFollowed', follow, follow.followerId);
/** Narrows nothing that anybody else sees: answers that are kept are those to anonymous viewers, who follow nobody. */
export const userUnfollowed = (follow: Follow, endedBy: UserId): DomainEvent => ofFollow('UserUnfollowed', follow, endedBy);
export const userBlocked = (block: Block): DomainEvent => ({ ...ofBlock('UserBlocked', block), narrows: true });
export const userUnblocked = (block: Block): DomainEvent => ofBlock('UserUnblocked', block);

export const followRequested = (request: FollowRequest): DomainEvent => ofRequest('FollowRequested', request, request.requesterId);
export const followRequestWithdrawn = (request: FollowRequest): DomainEvent => ofRequest('FollowRequestWithdrawn', request, request.requesterId);
/** Comes with `UserFollowed`. */
export const followRequestAccepted = (request: FollowRequest): DomainEvent => ofRequest('FollowRequestAccepted', request, request.targetId);
export const followRequestRejected = (request: FollowRequest): DomainEvent => ofRequest('FollowRequestRejected', request, request.targetId);

const ofRequest = (type: string, { requesterId, targetId, occurredAt }: FollowRequest, actorId: UserId) =>
  newEvent({ type, topics: [userTopic(requesterId), userTopic(targetId)], occurredAt, actorId, data: { requesterId, targetId } });

const ofFollow = (type: string, { followerId, followeeId, occurredAt }: Follow, actorId: UserId) =>
  newEvent({ type, topics: [userTopic(followerId), userTopic(followeeId)], occurredAt, actorId, data: { followerId, followeeId } });

const ofBlock = (type: string, { blockerId, blockedId, occurredAt }: Block) =>
  newEvent({ type, topics: [userTopic(blockerId), userTopic(blockedId)], occurredAt, actorId: blockerId, data: { blockerId, blockedId } });
