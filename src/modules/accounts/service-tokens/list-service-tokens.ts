import type { SessionId, UserId } from '../../../kernel/ids.js';
import type { Loaders } from '../../../kernel/loaders.js';
import { pageOf, type PageOf, type PageRequest } from '../../../kernel/page.js';
import type { Viewer } from '../../../kernel/viewer.js';
import { hydrateUsers, type UserType } from '../../profiles/index.js';
import type { ListedServiceToken, ServiceTokenStore } from './service-token.store.js';
import type { SessionUse } from '../sessions/session-use.js';

export interface ServiceTokenLists {
  readonly store: ServiceTokenStore;
  /** Knows of uses that are not written down yet. */
  readonly uses: Pick<SessionUse, 'lastOf'>;
}

/** A token, with the people whom it names as far as the viewer may see them. */
export interface ShownServiceToken {
  readonly token: ListedServiceToken;
  readonly owner: UserType | null;
  readonly createdBy: UserType | null;
}

/** All tokens that are good now, the latest first. */
export async function listServiceTokens(lists: ServiceTokenLists, viewer: Viewer, request: PageRequest, loaders: Loaders): Promise<PageOf<ShownServiceToken>> {
  const page = pageOf(request, await lists.store.living(null, request.after, request.size + 1), (token) => token.sessionId);
  return { ...page, edges: await withPeople(lists, viewer, page.edges, loaders) };
}

/** The tokens that act for one account, the latest first: few enough for one answer. */
export async function serviceTokensOf(lists: ServiceTokenLists, viewer: Viewer, userId: UserId, most: number, loaders: Loaders): Promise<ShownServiceToken[]> {
  return withPeople(lists, viewer, await lists.store.living(userId, null, most), loaders);
}

export async function findServiceToken(lists: ServiceTokenLists, viewer: Viewer, id: SessionId, loaders: Loaders): Promise<ShownServiceToken | null> {
  const token = await lists.store.find(id);
  return token && (await withPeople(lists, viewer, [token], loaders))[0]!;
}

async function withPeople({ uses }: ServiceTokenLists, viewer: Viewer, tokens: readonly ListedServiceToken[], loaders: Loaders): Promise<ShownServiceToken[]> {
  const people = await hydrateUsers(viewer, tokens.flatMap(({ userId, createdBy }) => [userId, createdBy ?? userId]), loaders);
  const used = ({ sessionId, lastUsedAt }: ListedServiceToken) => new Date(Math.max(lastUsedAt.getTime(), uses.lastOf(sessionId)?.getTime() ?? 0));
  return tokens.map((token) => ({ token: { ...token, lastUsedAt: used(token) }, owner: people.get(token.userId) ?? null, createdBy: (token.createdBy && people.get(token.createdBy)) || null }));
}
