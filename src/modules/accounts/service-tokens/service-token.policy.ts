import type { AccessPolicy } from '../../../kernel/policy.js';

/** Who may call what is about service tokens, and who sees them; no service token reaches any of it. */
export const SERVICE_TOKEN_POLICIES = {
  serviceTokens: { sentence: 'Admins find all tokens of machines that are good now.', requires: 'ADMIN', scope: null },
  createServiceToken: { sentence: 'Admins who have just given their password, for any account.', requires: 'ADMIN', scope: null, freshPassword: true },
  revokeServiceToken: { sentence: 'Whoever is signed in, tokens that act for them; admins any.', requires: 'SIGNED_IN', scope: null },
  ServiceToken: { sentence: 'Whoever it acts for, and admins.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
} satisfies Record<string, AccessPolicy>;
