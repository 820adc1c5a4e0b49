import type { AccessPolicy } from '../../kernel/policy.js';

/** Who may call what is about this noun, and who sees it. */
export const ACCOUNT_POLICIES = {
  viewer: { sentence: 'Whoever asks learns who they are themselves; nobody learns it of others.', requires: 'ANYONE', scope: 'READ', ownerOnly: true },
  login: { sentence: 'Whoever knows a name and its password.', requires: 'ANYONE', scope: null },
  refreshToken: { sentence: 'Whoever has the refresh token.', requires: 'ANYONE', scope: null },
  logout: { sentence: 'Whoever is signed in, the session that the request is signed with.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  changePassword: { sentence: 'Whoever is signed in and gives the password that is good now, their own.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  deleteAccount: { sentence: 'Whoever is signed in and gives the password, their own account.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  cancelAccountDeletion: { sentence: 'Whoever knows the name and the password of an account that is to be deleted.', requires: 'ANYONE', scope: null },
  deactivateAccount: { sentence: 'Whoever is signed in and gives the password, their own account.', requires: 'SIGNED_IN', scope: null, ownerOnly: true },
  reactivateAccount: { sentence: 'Whoever knows the name and the password of an account that rests.', requires: 'ANYONE', scope: null },
  setRole: { sentence: 'Admins who have just given their password, for every account; the last admin stays one.', requires: 'ADMIN', scope: null, freshPassword: true },
  Viewer: { sentence: 'Only the person themselves, through `viewer` or when they sign in: nothing else leads to it.', requires: 'SIGNED_IN', scope: 'READ', ownerOnly: true },
} satisfies Record<string, AccessPolicy>;
