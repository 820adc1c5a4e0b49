import type { UserId } from '../../../kernel/ids.js';
import { type PageArguments, type PageOf, pageOf, readPage } from '../../../kernel/page.js';
import type { Viewer } from '../../../kernel/viewer.js';
import type { SecurityEventEntity } from './security-event.entity.js';
import { mustReadSecurityEvents } from './security-event.policy.js';
import type { SecurityLogStore } from './security-log.store.js';

export type ReadSecurityEvents = (viewer: Viewer, userId: UserId, args: PageArguments) => Promise<PageOf<SecurityEventEntity>>;

/** What happened to an account, the latest first: the viewer's own, or anybody's for admins. */
export function readSecurityEvents(log: SecurityLogStore): ReadSecurityEvents {
  return async (viewer, userId, args) => {
    const request = readPage('securityEvents', args);
    mustReadSecurityEvents(viewer, userId);
    return pageOf(request, await log.page(userId, request), (row) => row.id);
  };
}
