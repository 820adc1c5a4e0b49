import type { Commit } from '../../../kernel/commit.js';
import { notFound } from '../../../kernel/errors.js';
import { isId, type SessionId } from '../../../kernel/ids.js';
import { done, type Outcome } from '../../../kernel/outcome.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import { signedIn, type Viewer } from '../../../kernel/viewer.js';
import type { Tx } from '../account.store.js';
import type { RoleStore } from '../roles/role.store.js';
import type { ServiceTokenStore } from './service-token.store.js';
import type { SessionEndings } from '../sessions/session-endings.js';
import type { SessionStore } from '../sessions/session.store.js';

export interface RevokeServiceTokenDeps {
  readonly serviceTokens: ServiceTokenStore;
  readonly sessions: SessionStore;
  readonly roles: RoleStore;
  readonly endings: SessionEndings;
  readonly securityLog: SecurityLog<Tx>;
  readonly commit: Commit<Tx>;
}

export interface RevokeServiceTokenRequest {
  readonly tokenId: string;
  readonly idempotencyKey?: string | null;
}

export type RevokeServiceToken = (viewer: Viewer, input: RevokeServiceTokenRequest) => Promise<Outcome<{ readonly tokenId: SessionId }>>;

/** Ends a token that acts for the viewer, or any token for an admin. Of others' tokens nobody learns that they exist. */
export function revokeServiceToken({ serviceTokens, sessions, roles, endings, securityLog, commit }: RevokeServiceTokenDeps): RevokeServiceToken {
  return async (viewer, input) => {
    const me = signedIn(viewer);
    const { tokenId } = input;
    if (!isId(tokenId)) throw notFound();
    const outcome = await commit.once({ viewer: me, mutation: 'revokeServiceToken', input }, async (tx) => {
      const userId = await serviceTokens.ownerIn(tx, tokenId);
      if (userId === null) throw notFound();
      if (userId !== me.userId && (await roles.rolesIn(tx, [me.userId])).get(me.userId) !== 'ADMIN') throw notFound();
      await sessions.revoke(tx, tokenId);
      await securityLog.record(tx, { kind: 'SERVICE_TOKEN_REVOKED', userId, actorId: me.userId, sessionId: tokenId });
      return done({ tokenId });
    });
    if (outcome.done) endings.tell([outcome.done.tokenId]);
    return outcome;
  };
}
