import type { AnswerCache } from '../../kernel/cache.js';
import type { LogConsumer } from '../../kernel/consumer.js';

/**
 * A mutation that narrows who may see something invalidates cached answers before it answers. Where its process died
 * between the commit and that, this does it.
 */
export function answerCacheConsumer(answerCache: AnswerCache): LogConsumer {
  return {
    name: 'answer-cache',
    types: null,
    async handle(events) {
      if (events.some((event) => event.narrows)) await answerCache.raise();
    },
  };
}
