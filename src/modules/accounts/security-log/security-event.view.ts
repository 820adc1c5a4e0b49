import { toConnection } from '../../../graphql/connection.js';
import { encodeUserId } from '../../../kernel/global-id.js';
import type { PageOf } from '../../../kernel/page.js';
import type { Viewer } from '../../../kernel/viewer.js';
import type { SecurityEventEntity } from './security-event.entity.js';
import { shownActor } from './security-event.policy.js';
import { SecurityEventConnection, SecurityEventDetail, SecurityEventEdge, SecurityEventType } from './security-event.type.js';

export function toSecurityEvents(viewer: Viewer, page: PageOf<SecurityEventEntity>): SecurityEventConnection {
  return toConnection(SecurityEventConnection, SecurityEventEdge, 'securityEvents', page, (row) => row.id, (row) => ({ node: toSecurityEvent(viewer, row) }));
}

function toSecurityEvent(viewer: Viewer, { kind, happenedAt, userId, actorId, sessionId, ipAddress, userAgent, details }: SecurityEventEntity): SecurityEventType {
  const actor = shownActor(viewer, actorId);
  return Object.assign(new SecurityEventType(), {
    kind,
    happenedAt,
    byOwner: actorId === userId,
    actorId: actor && encodeUserId(actor),
    sessionId,
    ipAddress,
    userAgent,
    details: Object.entries(details).map(([name, value]) => Object.assign(new SecurityEventDetail(), { name, value })),
  });
}
