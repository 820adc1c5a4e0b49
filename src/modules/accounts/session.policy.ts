import type { AccessPolicy } from '../../kernel/policy.js';

/** Who may call what is about sessions, and who sees them. */
export const SESSION_POLICIES = {
  confirmPassword: { sentence: 'Whoever is signed in may give their password once more, for the session that asks.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
} satisfies Record<string, AccessPolicy>;
