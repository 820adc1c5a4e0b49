import { setTimeout as sleep } from 'node:timers/promises';

/** As clients do that are told that a store is away: on a machine that does much else some wait for too long. */
export async function askAgain<Answer>(isAway: (answer: Answer) => boolean, ask: () => Promise<Answer>): Promise<Answer> {
  for (let again = 0; ; again++) {
    const answer = await ask();
    if (again === 5 || !isAway(answer)) return answer;
    await sleep(1_000);
  }
}
