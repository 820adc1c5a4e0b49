import type { AccessPolicy } from '../../kernel/policy.js';

/** Who may call what is about this noun, and who sees it. */
export const PROFILE_POLICIES = {
  user: { sentence: 'Whoever asks, about people whom they may see: not about those who have blocked them, whom they have blocked, or who are not there.', requires: 'ANYONE', scope: 'READ' },
  updateProfile: { sentence: 'Whoever is signed in, their own profile.', requires: 'SIGNED_IN', scope: 'WRITE_PROFILE', ownerOnly: true },
  updatePrivacy: { sentence: 'Whoever is signed in, who sees what of themselves.', requires: 'SIGNED_IN', scope: 'WRITE_PROFILE', ownerOnly: true },
  User: { sentence: 'Everybody sees a person who is there, but those who have blocked them and those whom they have blocked.', requires: 'ANYONE', scope: 'READ' },
} satisfies Record<string, AccessPolicy>;
