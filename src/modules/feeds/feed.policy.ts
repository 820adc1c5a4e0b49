import type { AccessPolicy } from '../../kernel/policy.js';

/** Who may call what is about this noun, and who sees it. */
export const FEED_POLICIES = {
  homeFeed: { sentence: 'Whoever is signed in, their own.', requires: 'SIGNED_IN', scope: 'READ', ownerOnly: true },
  userFeed: { sentence: 'Whoever asks, the posts that they may see of a person whom they may see.', requires: 'ANYONE', scope: 'READ' },
  publicFeed: { sentence: 'Whoever asks, the public posts that they may see.', requires: 'ANYONE', scope: 'READ' },
  tagFeed: { sentence: 'Whoever asks, the public posts that they may see.', requires: 'ANYONE', scope: 'READ' },
  homeFeedEvents: { sentence: 'Whoever is signed in, their own.', requires: 'SIGNED_IN', scope: 'READ', ownerOnly: true },
  rebuildFeed: { sentence: 'Whoever is signed in, their own.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS', ownerOnly: true },
  setFeedMarker: { sentence: 'Whoever is signed in, their own.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS', ownerOnly: true },
  muteThread: { sentence: 'Whoever is signed in, posts that they may see; nobody else learns of it.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  unmuteThread: { sentence: 'Whoever is signed in, posts that they may see; nobody else learns of it.', requires: 'SIGNED_IN', scope: 'WRITE_RELATIONSHIPS' },
  MutedThreadConnection: { sentence: 'Mutes are seen by who has made them, and by nobody else.', requires: 'SIGNED_IN', scope: 'READ', ownerOnly: true },
} satisfies Record<string, AccessPolicy>;
