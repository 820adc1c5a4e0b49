import type { Clock } from '../../kernel/clock.js';
import type { SessionId } from '../../kernel/ids.js';
import { RecentMap } from './recent-map.js';
import type { SessionStore } from './session.store.js';

/** How long a process may believe that a session lives, without having heard otherwise. */
const BELIEVED_MS = 5_000;
const REMEMBERED_SESSIONS = 50_000;

/** Which sessions live, as this process knows it: asked of Postgres once in five seconds, and told at once when one ends. */
export class SessionMemory {
  private readonly believedUntil = new RecentMap<SessionId, number>(REMEMBERED_SESSIONS);
  private readonly ended = new RecentMap<SessionId, true>(REMEMBERED_SESSIONS);
  private readonly asking = new Map<SessionId, Promise<boolean>>();
  private readonly listeners = new Set<(sessionId: SessionId) => void>();

  constructor(
    private readonly store: Pick<SessionStore, 'aliveUntil'>,
    private readonly clock: Clock,
  ) {}

  async isAlive(sessionId: SessionId): Promise<boolean> {
    const until = this.believedUntil.get(sessionId);
    if (until !== undefined && until > this.clock.now().getTime()) return true;
    if (this.ended.has(sessionId)) return false;
    let answer = this.asking.get(sessionId);
    if (!answer) {
      answer = this.ask(sessionId).finally(() => this.asking.delete(sessionId));
      this.asking.set(sessionId, answer);
    }
    return answer;
  }

  /** What ended never lives again. Listeners hear of each session once. */
  end(sessionIds: readonly SessionId[]): void {
    for (const id of sessionIds) {
      if (this.ended.has(id)) continue;
      this.ended.set(id, true);
      this.believedUntil.delete(id);
      for (const listener of this.listeners) listener(id);
    }
  }

  /** Returns the function that takes the listener off again. */
  onEnded(listener: (sessionId: SessionId) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async ask(sessionId: SessionId): Promise<boolean> {
    const askedAt = this.clock.now().getTime();
    const expiresAt = await this.store.aliveUntil(sessionId);
    // It may have ended while the answer was on its way.
    if (expiresAt === null || this.ended.has(sessionId)) return false;
    this.believedUntil.set(sessionId, Math.min(askedAt + BELIEVED_MS, expiresAt.getTime()));
    return true;
  }
}
