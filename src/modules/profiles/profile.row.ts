import type { ProfileEntity } from './profile.entity.js';

/** A profile as it is read: the row without what only writes, look-ups and rules need. */
export type Profile = Readonly<Omit<ProfileEntity, 'usernameKey' | 'status' | 'isPrivate' | 'hidesFollowLists' | 'deletingSince' | 'suspendedAt' | 'deactivatedAt'>>;

/**
 * The columns of a `Profile` out of `profiles AS p`. A lower module that joins profiles into a statement of its own, so
 * that people and what it knows of them cost one command, selects exactly these.
 */
export const PROFILE_COLUMNS = `
  p.user_id AS "userId", p.username, p.display_name AS "displayName", p.bio, p.location, p.website_url AS "websiteUrl",
  p.avatar_url AS "avatarUrl", p.rev, p.follower_count AS "followerCount", p.followee_count AS "followeeCount",
  p.created_at AS "createdAt"`;

export const encodeProfile = (profile: Profile): string => JSON.stringify(profile);

export function decodeProfile(text: string): Profile {
  const profile = JSON.parse(text) as Omit<Profile, 'createdAt'> & { createdAt: string };
  return { ...profile, createdAt: new Date(profile.createdAt) };
}
