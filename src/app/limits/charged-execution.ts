import { answerError, type ErrorPolicy } from '../../graphql/errors.js';
import { unavailable } from '../../kernel/errors.js';
import type { Execute } from '../api/execute.js';
import type { Charge } from './charge.js';
import { inTime, LATE } from '../../platform/in-time.js';

/** Takes the price first; what can't be paid does not run. */
export function withBudgets(charge: Charge, policy: ErrorPolicy, execute: Execute): Execute {
  return async (operation, context) => {
    const refusal = await charge.operation(operation, context);
    return refusal ? { errors: [answerError(refusal, policy)] } : execute(operation, context);
  };
}

/**
 * Answers when time is up, whatever the stores are doing: counted from when the request was there, before it was known who asks. What still runs is ended by the stores' own limits on statements,
 * which are shorter, and nobody hears of it.
 */
export function withDeadline(timeoutMs: number, policy: ErrorPolicy, execute: Execute): Execute {
  return async (operation, context) => {
    const left = timeoutMs - (performance.now() - context.request.arrivedAt);
    const answer = await inTime(execute(operation, context), left);
    return answer === LATE ? { errors: [answerError(unavailable(), policy)] } : answer;
  };
}
