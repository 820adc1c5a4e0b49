import type { Clock } from '../../../kernel/clock.js';
import type { SessionId } from '../../../kernel/ids.js';
import { RecentMap } from '../tokens/recent-map.js';
import type { SessionFacts } from './session.facts.js';
import type { EndedSession, EndReason, SessionStore } from './session.store.js';

export type HearEnd = (sessionId: SessionId, reason: EndReason) => void;

/** How long a process may believe that a session lives, without having heard otherwise. */
const BELIEVED_MS = 5_000;
const REMEMBERED_SESSIONS = 50_000;

interface Believed {
  readonly facts: SessionFacts;
  readonly until: number;
}

/** Which sessions live, and for whom, as this process knows it: asked of Postgres once in five seconds, and told at once when one ends. */
export class SessionMemory {
  private readonly believed = new RecentMap<SessionId, Believed>(REMEMBERED_SESSIONS);
  private readonly ended = new RecentMap<SessionId, true>(REMEMBERED_SESSIONS);
  private readonly asking = new Map<SessionId, Promise<SessionFacts | null>>();
  private readonly listeners = new Set<HearEnd>();

  constructor(
    private readonly store: Pick<SessionStore, 'factsOf'>,
    private readonly clock: Clock,
  ) {}

  async isAlive(sessionId: SessionId): Promise<boolean> {
    return (await this.factsOf(sessionId)) !== null;
  }

  /** What is known of a session that lives; null for one that has ended. */
  async factsOf(sessionId: SessionId): Promise<SessionFacts | null> {
    const known = this.believed.get(sessionId);
    if (known && known.until > this.clock.now().getTime()) return known.facts;
    if (this.ended.has(sessionId)) return null;
    let answer = this.asking.get(sessionId);
    if (!answer) {
      answer = this.ask(sessionId).finally(() => this.asking.delete(sessionId));
      this.asking.set(sessionId, answer);
    }
    return answer;
  }

  /** What ended never lives again. Listeners hear of each session once. */
  end(sessions: readonly EndedSession[]): void {
    for (const { id, reason } of sessions) {
      if (this.ended.has(id)) continue;
      this.ended.set(id, true);
      this.believed.delete(id);
      for (const listener of this.listeners) listener(id, reason);
    }
  }

  /** Returns the function that takes the listener off again. */
  onEnded(listener: HearEnd): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async ask(sessionId: SessionId): Promise<SessionFacts | null> {
    const askedAt = this.clock.now();
    const facts = await this.store.factsOf(sessionId, askedAt);
    // It may have ended while the answer was on its way.
    if (facts === null || this.ended.has(sessionId)) return null;
    this.believed.set(sessionId, { facts, until: Math.min(askedAt.getTime() + BELIEVED_MS, facts.expiresAt.getTime()) });
    return facts;
  }
}
