import type { Bus } from '../../../kernel/bus.js';
import type { SessionId } from '../../../kernel/ids.js';
import { endingMessage } from './session-ending.js';
import type { SessionMemory } from './session-memory.js';
import type { EndReason } from './session.store.js';

/** Tells that sessions have ended, after the commit: this process at once, the others by the bus. NOTIFY and the poll do it too. */
export class SessionEndings {
  constructor(
    private readonly memory: SessionMemory,
    private readonly bus: Bus,
  ) {}

  tell(sessionIds: readonly SessionId[], reason: EndReason = null): void {
    const ended = sessionIds.map((id) => ({ id, reason }));
    this.memory.end(ended);
    for (const each of ended) this.bus.publish('revoked', endingMessage(each)).catch(() => undefined);
  }
}
