import type { AccessPolicy } from '../../kernel/policy.js';

/** Who may call what is about this noun, and who sees it. */
export const REACTION_POLICIES = {
  addReaction: { sentence: 'Whoever is signed in, to posts and comments that they may see.', requires: 'SIGNED_IN', scope: 'WRITE_POSTS' },
  removeReaction: { sentence: 'Whoever is signed in, their own reaction to posts and comments that they may see.', requires: 'SIGNED_IN', scope: 'WRITE_POSTS', ownerOnly: true },
} satisfies Record<string, AccessPolicy>;
