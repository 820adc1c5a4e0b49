import type { AccessPolicy } from '../../kernel/policy.js';

/** Who may call what is about this noun, and who sees it. */
export const JOB_POLICIES = {
  job: { sentence: 'Whoever is signed in, jobs that they have asked for.', requires: 'SIGNED_IN', scope: 'READ', ownerOnly: true },
  jobEvents: { sentence: 'Whoever is signed in, their own.', requires: 'SIGNED_IN', scope: 'READ', ownerOnly: true },
  Job: { sentence: 'Whoever has asked for it, and nobody else.', requires: 'SIGNED_IN', scope: 'READ', ownerOnly: true },
} satisfies Record<string, AccessPolicy>;
