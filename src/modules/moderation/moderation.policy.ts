import type { AccessPolicy } from '../../kernel/policy.js';
import type { Role } from '../../kernel/viewer.js';

const BY_MODERATORS = { requires: 'MODERATOR', scope: 'MODERATE' } as const;

export const MODERATION_POLICIES = {
  suspendUser: { sentence: 'Moderators suspend people, but no moderators and no admins; admins suspend moderators, too, and never each other.', ...BY_MODERATORS },
  unsuspendUser: { sentence: 'Moderators let people back in; moderators are let back in by admins.', ...BY_MODERATORS },
  suspendedUsers: { sentence: 'Moderators find those who are suspended, who are absent everywhere else.', ...BY_MODERATORS },
  SuspendedUser: { sentence: 'Moderators see the name of somebody who is suspended, and why; nothing else of theirs.', ...BY_MODERATORS },
} satisfies Record<string, AccessPolicy>;

const RANK: Readonly<Record<Role, number>> = { USER: 0, SERVICE: 0, MODERATOR: 1, ADMIN: 2 };

/**
 * Why an account may not suspend another (or let it back in), by what their roles are in the stores now; null where it may.
 * Somebody who was imported and has no account has no role.
 */
export function whyNotModerate(own: Role | null, theirs: Role | null): 'ROLE_NEEDED' | 'OUTRANKED' | null {
  const [mine, other] = [own ? RANK[own] : 0, theirs ? RANK[theirs] : 0];
  if (mine < RANK.MODERATOR) return 'ROLE_NEEDED';
  return mine > other ? null : 'OUTRANKED';
}
