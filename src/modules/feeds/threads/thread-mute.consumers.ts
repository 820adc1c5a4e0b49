import type { LogConsumer } from '../../../kernel/consumer.js';
import type { PostId } from '../../../kernel/ids.js';
import type { ThreadMuteStore } from '../../relationships/index.js';

export const threadMuteConsumers = (threadMutes: ThreadMuteStore): readonly LogConsumer[] => [
  {
    // Nobody needs to be kept from meeting what is gone.
    name: 'feeds.on-post-deleted',
    types: ['PostDeleted'],
    handle: (events) => threadMutes.forgetThreads(events.map(({ data }) => data['postId'] as PostId)),
  },
];
