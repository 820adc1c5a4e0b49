import { userTopic } from '../../../kernel/event.js';
import type { LiveFeed } from '../../../kernel/live.js';
import type { SignedIn } from '../../../kernel/viewer.js';

const TYPES = new Set(['SessionStarted', 'SessionEnded']);

/** What happens to one person's sessions, for themselves alone. */
export function watchSessions({ userId }: SignedIn): LiveFeed {
  const topics = [userTopic(userId)];
  return {
    name: `sessionEvents ${userId}`,
    topics,
    // A topic of a person has what others do to them as well.
    concerns: ({ type, data }) => TYPES.has(type) && data['userId'] === userId,
    replayTopics: async () => topics,
    judge: async () => (viewer) => (viewer.userId === userId ? 'send' : 'skip'),
  };
}
