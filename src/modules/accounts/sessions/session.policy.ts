import type { AccessPolicy } from '../../../kernel/policy.js';

/** Who may call what is about sessions, and who sees them. */
export const SESSION_POLICIES = {
  confirmPassword: { sentence: 'Whoever is signed in may give their password once more, for the session that asks.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  websocketToken: { sentence: 'Whoever is signed in gets one, for the session that asks.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  endSession: { sentence: 'Whoever is signed in may end any session of their own.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  endOtherSessions: { sentence: 'Whoever is signed in may sign out everywhere else.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  endAllSessions: { sentence: 'Whoever is signed in may sign out everywhere.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  endSessionsOfUser: { sentence: 'Admins may sign anybody out everywhere.', requires: 'ADMIN', scope: null },
  sessionEvents: { sentence: 'Whoever is signed in hears of their own sessions.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  SessionEvent: { sentence: 'Only the person themselves, while they listen: where they are signed in is nobody else\'s business.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  Session: { sentence: 'Only the person themselves, through `viewer`: where they are signed in is nobody else\'s business.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
} satisfies Record<string, AccessPolicy>;
