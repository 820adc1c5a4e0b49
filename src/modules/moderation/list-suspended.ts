import type { Id, UserId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { pageOf, type PageOf, type PageRequest } from '../../kernel/page.js';
import type { Viewer } from '../../kernel/viewer.js';
import { hydrateUsers } from '../profiles/index.js';
import type { CurrentSuspension, SuspensionStore } from './suspension.store.js';
import type { SuspendedUserType } from './suspension.type.js';
import { toSuspendedUser } from './suspension.view.js';

export interface ListedSuspension {
  readonly position: Id;
  readonly user: SuspendedUserType;
}

/** Those who are suspended, the latest first. */
export const listSuspended =
  (suspensions: SuspensionStore) =>
  async (viewer: Viewer, request: PageRequest, loaders: Loaders): Promise<PageOf<ListedSuspension>> => {
    const page = pageOf(request, await suspensions.current(request.after, request.size + 1), (row) => row.id);
    return { ...page, edges: await shown(viewer, page.edges, loaders) };
  };

/** The suspension of one person that has just been made; null where it has been lifted since. */
export const suspendedUser =
  (suspensions: SuspensionStore) =>
  async (viewer: Viewer, userId: UserId, loaders: Loaders): Promise<SuspendedUserType | null> => {
    const row = await suspensions.currentOf(userId);
    return row ? (await shown(viewer, [row], loaders))[0]!.user : null;
  };

async function shown(viewer: Viewer, rows: readonly CurrentSuspension[], loaders: Loaders): Promise<ListedSuspension[]> {
  const moderators = await hydrateUsers(viewer, rows.flatMap((row) => row.suspendedBy ?? []), loaders);
  return rows.map((row) => ({ position: row.id, user: toSuspendedUser(row, (row.suspendedBy && moderators.get(row.suspendedBy)) || null) }));
}
