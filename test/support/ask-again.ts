import { setTimeout as sleep } from 'node:timers/promises';

/** Whether an answer says that a store is away, or that the machine had no time for the question. */
export const saysAway = ({ errors }: { readonly errors: readonly { readonly extensions: { readonly code?: unknown } }[] }): boolean => errors[0]?.extensions.code === 'SERVICE_UNAVAILABLE';

/** As clients do that are told that a store is away: on a machine that does much else some wait for too long. */
export async function askAgain<Answer>(isAway: (answer: Answer) => boolean, ask: () => Promise<Answer>): Promise<Answer> {
  for (let again = 0; ; again++) {
    const answer = await ask();
    if (again === 5 || !isAway(answer)) return answer;
    await sleep(1_000);
  }
}
