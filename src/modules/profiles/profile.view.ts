import { encodeUserId } from '../../kernel/global-id.js';
import type { Person } from './people.port.js';
import { UserType } from './user.type.js';

/** A person as the viewer sees them. Whether the viewer may is decided before. */
export function toUser({ profile, relation }: Person): UserType {
  const user = new UserType();
  user.id = encodeUserId(profile.userId);
  user.userId = profile.userId;
  user.relation = relation;
  user.username = profile.username;
  user.displayName = profile.displayName;
  user.bio = profile.bio;
  user.location = profile.location;
  user.websiteUrl = profile.websiteUrl;
  user.avatarUrl = profile.avatarUrl;
  user.createdAt = profile.createdAt;
  user.followerCount = profile.followerCount;
  user.followeeCount = profile.followeeCount;
  user.isPrivate = relation.isPrivate;
  user.hidesFollowLists = relation.listsHidden;
  user.isViewer = relation.isViewer;
  return user;
}
