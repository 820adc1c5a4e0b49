import type { AccessPolicy } from '../kernel/policy.js';

/** Who may call what is about this noun, and who sees it. */
export const NODE_POLICIES = {
  node: { sentence: 'Whoever asks, whatever they may see by the rules of its noun.', requires: 'ANYONE', scope: 'READ' },
  nodes: { sentence: 'Whoever asks, whatever they may see by the rules of its noun.', requires: 'ANYONE', scope: 'READ' },
} satisfies Record<string, AccessPolicy>;
