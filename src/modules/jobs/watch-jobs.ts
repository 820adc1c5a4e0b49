import { userTopic } from '../../kernel/event.js';
import type { LiveFeed } from '../../kernel/live.js';
import { signedIn, type Viewer } from '../../kernel/viewer.js';

/** What becomes of the jobs that one person has asked for: theirs alone, and nothing can change that. */
export function watchJobs(viewer: Viewer): LiveFeed {
  const { userId } = signedIn(viewer);
  const topics = [userTopic(userId)];
  return {
    name: `jobEvents ${userId}`,
    topics,
    concerns: ({ type }) => type === 'JobUpdated',
    replayTopics: async () => topics,
    judge: async ({ event }) => (listener) => (listener.userId === event.data['ownerId'] ? 'send' : 'skip'),
  };
}
