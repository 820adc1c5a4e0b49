import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Log } from '../../platform/telemetry/log.js';
import { HealthWatch } from './health.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

type Answer = 'fine' | 'silence' | Error;

/** What a watch logs over the answers of one store, one for every two seconds. */
async function loggedOver(answers: readonly Answer[]): Promise<string[]> {
  const logged: string[] = [];
  const log = { info: (_: object, text: string) => logged.push(text), error: (_: object, text: string) => logged.push(text) } as unknown as Log;
  let asked = 0;
  const ask = async () => {
    const answer = answers[asked++] ?? 'fine';
    if (answer instanceof Error) throw answer;
    if (answer === 'silence') await new Promise(() => undefined);
  };
  const watch = new HealthWatch([{ name: 'redis', owner: false, ask }], log);
  watch.start();
  await jest.advanceTimersByTimeAsync(2_000 * answers.length + 1_900);
  watch.stop();
  return logged;
}

const late = new Error('Command timed out');
const refused = new Error('connect ECONNREFUSED');

test.each<{ readonly answers: readonly Answer[]; readonly says: readonly string[] }>([
  { answers: ['fine', 'silence', 'fine'], says: [] },
  { answers: ['fine', late, 'fine', late, 'fine'], says: [] },
  { answers: ['silence', late, 'fine'], says: ['A store is away', 'A store is back'] },
  { answers: [late, late, late, 'fine'], says: ['A store is away', 'A store is back'] },
  { answers: [refused, 'fine'], says: ['A store is away', 'A store is back'] },
])('who is late once is not away, who is late twice or refuses is: $answers', async ({ answers, says }) => {
  expect(await loggedOver(answers)).toEqual(says);
});
