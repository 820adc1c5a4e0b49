import type { Bus } from '../../kernel/bus.js';
import type { SessionId } from '../../kernel/ids.js';
import type { SessionMemory } from './session-memory.js';

/** Tells that sessions have ended, after the commit: this process at once, the others by the bus. NOTIFY and the poll do it too. */
export class SessionEndings {
  constructor(
    private readonly memory: SessionMemory,
    private readonly bus: Bus,
  ) {}

  tell(sessionIds: readonly SessionId[]): void {
    this.memory.end(sessionIds);
    for (const id of sessionIds) this.bus.publish('revoked', id).catch(() => undefined);
  }
}
