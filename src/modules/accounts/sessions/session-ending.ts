import { isId } from '../../../kernel/ids.js';
import type { EndedSession } from './session.store.js';

/** What the bus and Postgres' NOTIFY say when a session has ended: its id, and the reason where there is one. */
export const endingMessage = ({ id, reason }: EndedSession): string => (reason === null ? id : `${id} ${reason}`);

/** Null for what is no such message. */
export function readEnding(message: string): EndedSession | null {
  const [id, reason] = message.split(' ');
  return isId(id) ? { id, reason: reason === 'SUSPENDED' ? reason : null } : null;
}
