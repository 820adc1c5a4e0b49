import { encodeUserId } from '../../kernel/global-id.js';
import type { UserType } from '../profiles/index.js';
import type { CurrentSuspension } from './suspension.store.js';
import { SuspendedUserType } from './suspension.type.js';

/** A suspension as a moderator sees it; `suspendedBy` is null where they may not see that colleague. */
export function toSuspendedUser({ userId, username, displayName, reason, suspendedAt }: CurrentSuspension, suspendedBy: UserType | null): SuspendedUserType {
  return Object.assign(new SuspendedUserType(), { userId: encodeUserId(userId), username, displayName, reason, suspendedAt, suspendedBy });
}
