import { Arg, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { GraphContext } from '../../../graphql/context.js';
import { AFTER, type LiveEvent, toLiveEvent } from '../../../graphql/live-event.js';
import { Policy } from '../../../graphql/policy.js';
import { Cursor } from '../../../graphql/scalars.js';
import { type Delivery, LiveSource } from '../../../kernel/live.js';
import { signedIn } from '../../../kernel/viewer.js';
import { SessionEnded, SessionEvent, SessionStarted } from './session-event.type.js';
import { SESSION_POLICIES } from './session.policy.js';
import type { SessionStore } from './session.store.js';
import { SessionType } from './session.type.js';
import { watchSessions } from './watch-sessions.js';

@Resolver()
export class SessionSubscription {
  constructor(private readonly sessions: Pick<SessionStore, 'byIds'>) {}

  @Policy(SESSION_POLICIES.sessionEvents)
  @Subscription(() => SessionEvent, {
    description: 'Where the viewer signs in, and where they are signed out. It ends with the session that listens. UNAUTHENTICATED when nobody is signed in.',
    subscribe: ({ args, context }) => new LiveSource(watchSessions(signedIn((context as GraphContext).viewer)), (args['after'] as string | null | undefined) ?? null),
  })
  async sessionEvents(
    @Arg('after', () => Cursor, { nullable: true, description: AFTER }) _after: string | null,
    @Root() delivery: Delivery,
    @Ctx() { viewer }: GraphContext,
  ): Promise<LiveEvent> {
    const sessionId = delivery.event.data['sessionId'] as string;
    const [row] = await this.sessions.byIds([sessionId]);
    if (delivery.event.type === 'SessionEnded') return toLiveEvent(SessionEnded, delivery, { sessionId, device: row?.device ?? null });
    const session = row && row.revokedAt === null ? Object.assign(new SessionType(), { ...row, isCurrent: row.id === viewer.sessionId }) : null;
    return toLiveEvent(SessionStarted, delivery, { sessionId, session });
  }
}
