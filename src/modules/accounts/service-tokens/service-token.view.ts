import type { ShownServiceToken } from './list-service-tokens.js';
import { ServiceTokenType } from './service-token.type.js';

/** A token as those see it who may. */
export function toServiceToken({ token, owner, createdBy }: ShownServiceToken): ServiceTokenType {
  const { sessionId: id, name, scopes, createdAt, expiresAt } = token;
  const lastUsedAt = token.lastUsedAt > createdAt ? token.lastUsedAt : null;
  return Object.assign(new ServiceTokenType(), { id, name, scopes, owner, createdBy, createdAt, expiresAt, lastUsedAt });
}
