import type { Clock } from '../../../kernel/clock.js';
import type { SessionId } from '../../../kernel/ids.js';
import type { SessionStore } from './session.store.js';

/** How often it is written down when sessions were used: as exact as a list of devices needs to be. */
export const WRITE_USES_MS = 60_000;
const MOST = 50_000;

/** When sessions were used last. Requests only note it in memory; a timer writes it, all in one statement a minute. */
export class SessionUse {
  private noted = new Map<SessionId, number>();

  constructor(
    private readonly store: Pick<SessionStore, 'markUsed'>,
    private readonly clock: Clock,
  ) {}

  note(sessionId: SessionId): void {
    if (this.noted.size < MOST || this.noted.has(sessionId)) this.noted.set(sessionId, this.clock.now().getTime());
  }

  /** The last use that is known here, if it is not written down yet. */
  lastOf(sessionId: SessionId): Date | null {
    const at = this.noted.get(sessionId);
    return at === undefined ? null : new Date(at);
  }

  /** What could not be written is written the next time. */
  async write(): Promise<void> {
    if (this.noted.size === 0) return;
    const uses = this.noted;
    this.noted = new Map();
    try {
      await this.store.markUsed([...uses.keys()], [...uses.values()].map((at) => new Date(at)));
    } catch (error) {
      for (const [sessionId, at] of uses) if (this.noted.size < MOST && !this.noted.has(sessionId)) this.noted.set(sessionId, at);
      throw error;
    }
  }
}
