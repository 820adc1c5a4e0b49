import { answerError, type ErrorPolicy } from '../../graphql/errors.js';
import { unavailable } from '../../kernel/errors.js';
import type { Answer, Execute } from '../api/execute.js';
import type { Charge } from './charge.js';

/** Takes the price first; what can't be paid does not run. */
export function withBudgets(charge: Charge, policy: ErrorPolicy, execute: Execute): Execute {
  return async (operation, context) => {
    const refusal = await charge.operation(operation, context);
    return refusal ? { errors: [answerError(refusal, policy)] } : execute(operation, context);
  };
}

/**
 * Answers when time is up, whatever the stores are doing. What still runs is ended by the stores' own limits on statements,
 * which are shorter, and nobody hears of it.
 */
export function withDeadline(timeoutMs: number, policy: ErrorPolicy, execute: Execute): Execute {
  return async (operation, context) => {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => resolve({ errors: [answerError(unavailable(), policy)] }), timeoutMs);
    });
    try {
      return await Promise.race([execute(operation, context), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  };
}
